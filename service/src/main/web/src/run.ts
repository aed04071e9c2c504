import { type Api, type Execution, Problem, type ServerEvent } from "./api";
import type { Display } from "./displays";

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5000;
const ATTEMPTS = 10;
const TOO_MANY_REQUESTS = 429;
const INTERNAL_ERROR = 500;

/** Who wants to know how a run goes. Ends with one of `onResult` and `onFailed`. */
export interface RunListener {
  onText(stream: "stdout" | "stderr", text: string): void;
  onDisplay(display: Display, isUpdate: boolean): void;
  onClear(isLater: boolean): void;
  onInputRequest(prompt: string): void;
  onResult(execution: Execution): void;
  onFailed(reason: string): void;
}

/**
 * Follows one execution, over as many connections as it takes. Its program runs on for some seconds
 * while nobody follows it, so that a page which is loaded anew can go on after the last event.
 */
export class Run {
  /** The id of the newest event, once there is one. */
  lastEvent: string | undefined;
  private failures = 0;

  constructor(
    private readonly api: Api,
    private readonly sessionId: string,
    private readonly listener: RunListener,
  ) {}

  /** Executes code. */
  start(code: string): Promise<void> {
    return this.follow(this.api.execute(this.sessionId, code));
  }

  /** Goes on after an event. */
  resume(lastEvent: string): Promise<void> {
    this.lastEvent = lastEvent;
    return this.follow(this.api.follow(this.sessionId, lastEvent));
  }

  private async follow(first: AsyncIterable<ServerEvent>): Promise<void> {
    let events = first;
    while (!(await this.read(events))) {
      const wait = Math.min(FIRST_WAIT_MS * 2 ** this.failures++, LONGEST_WAIT_MS);
      if (this.lastEvent === undefined || this.failures > ATTEMPTS) {
        this.listener.onFailed("the connection was lost");
        return;
      }
      await new Promise((resume) => setTimeout(resume, wait));
      events = this.api.follow(this.sessionId, this.lastEvent);
    }
  }

  /** Reads events while they come; returns whether the listener has had the last one. */
  private async read(events: AsyncIterable<ServerEvent>): Promise<boolean> {
    try {
      for await (const event of events) {
        this.failures = 0;
        if (event.id !== "") this.lastEvent = event.id;
        if (this.take(event)) return true;
      }
    } catch (failure) {
      if (!(failure instanceof Problem) || isForNow(failure, this.lastEvent)) return false;
      const isLost = failure.isGone && this.lastEvent !== undefined;
      this.listener.onFailed(isLost ? "the connection was lost" : failure.message);
      return true;
    }
    return false;
  }

  private take({ name, data }: ServerEvent): boolean {
    switch (name) {
      case "stdout":
      case "stderr":
        this.listener.onText(name, (data as { data: string }).data);
        return false;
      case "display":
        this.listener.onDisplay(data as Display, (data as { update: boolean }).update);
        return false;
      case "clear_output":
        this.listener.onClear((data as { wait: boolean }).wait);
        return false;
      case "input_request":
        this.listener.onInputRequest((data as { prompt: string }).prompt);
        return false;
      case "result":
        this.listener.onResult(data as Execution);
        return true;
      case "error":
        this.listener.onFailed((data as { detail: string }).detail);
        return true;
      default:
        return false;
    }
  }
}

/** Whether an execution that has begun may still be followed later. */
function isForNow(problem: Problem, lastEvent: string | undefined): boolean {
  const { status } = problem;
  return lastEvent !== undefined && (status === TOO_MANY_REQUESTS || status >= INTERNAL_ERROR);
}
