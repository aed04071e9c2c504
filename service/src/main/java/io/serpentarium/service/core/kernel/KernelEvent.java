package io.serpentarium.service.core.kernel;

import io.serpentarium.service.core.execution.FinishedExecution;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What comes of a request. In this order: busy, the input if it is a cell's, what the cell shows
 * and asks for, its result or error, the answer, idle.
 */
public sealed interface KernelEvent {

  /** Bytes of the heap that it takes, about. */
  default long bytes() {
    return 0;
  }

  /** Whether only the asker hears of it. */
  default boolean isForAsker() {
    return false;
  }

  /** The request's turn has come. */
  record Busy() implements KernelEvent {}

  /** The request is done. */
  record Idle() implements KernelEvent {}

  /** The code that is executed, and its number. */
  record Input(String code, int count) implements KernelEvent {

    @Override
    public long bytes() {
      return 2L * code.length();
    }
  }

  /** Text written to stdout. */
  record Stdout(String text) implements KernelEvent {

    @Override
    public long bytes() {
      return 2L * text.length();
    }
  }

  /** Text written to stderr. */
  record Stderr(String text) implements KernelEvent {

    @Override
    public long bytes() {
      return 2L * text.length();
    }
  }

  /**
   * Something displayed.
   *
   * @param bundle of which
   * @param id by which it can be updated
   * @param update whether it replaces what was displayed under the id
   */
  record Display(Bundle bundle, Optional<String> id, boolean update) implements KernelEvent {

    @Override
    public long bytes() {
      return bundle.bytes();
    }
  }

  /**
   * What was shown is to be removed.
   *
   * @param later only once something new comes
   */
  record Clear(boolean later) implements KernelEvent {}

  /** The value of the cell's last expression. */
  record Result(Bundle bundle, int count) implements KernelEvent {

    @Override
    public long bytes() {
      return bundle.bytes();
    }
  }

  /**
   * The cell waits for a line.
   *
   * @param hidden whether it is a password
   */
  record InputRequest(String prompt, boolean hidden) implements KernelEvent {

    @Override
    public boolean isForAsker() {
      return true;
    }
  }

  /**
   * The cell ended with an exception, a limit or a crash.
   *
   * @param traceback in lines
   */
  record Failure(String name, String message, List<String> traceback) implements KernelEvent {

    public Failure {
      traceback = List.copyOf(traceback);
    }

    @Override
    public long bytes() {
      return 2L * (message.length() + traceback.stream().mapToLong(String::length).sum());
    }
  }

  /** The answer to the request; the last event but for {@link Idle}. */
  sealed interface Done extends KernelEvent {

    @Override
    default boolean isForAsker() {
      return true;
    }
  }

  /**
   * A cell ended.
   *
   * @param error how, unless it completed
   * @param pages descriptions that it asked to be shown
   * @param expressions their values, as an object
   * @param execution how it ended; empty where it could not begin
   */
  record Executed(
      int count,
      Optional<Failure> error,
      List<JsonNode> pages,
      Optional<JsonNode> expressions,
      Optional<FinishedExecution> execution)
      implements Done {

    public Executed {
      pages = List.copyOf(pages);
    }
  }

  /** A cell was not executed, because one before it failed. */
  record Aborted() implements Done {}

  /** A question was answered; empty where the interpreter failed to. */
  record Answered(KernelRequest.Ask question, Optional<JsonNode> answer) implements Done {}

  /** The turn of a {@link KernelRequest.Note} has come. */
  record Noted(KernelRequest.Note note) implements Done {}

  /** The request could not be fulfilled, such as for want of room. */
  record Failed(KernelRequest request, Throwable cause) implements Done {}

  /**
   * The same in several types.
   *
   * @param data by MIME type, an object
   * @param metadata an object
   * @param bytes that it took as the interpreter sent it
   */
  record Bundle(JsonNode data, JsonNode metadata, long bytes) {

    private static final String TEXT = "text/plain";

    /** Whether it is more than text. */
    public boolean isRich() {
      return data.propertyNames().stream().anyMatch(mime -> !mime.equals(TEXT));
    }

    /** How many JSON values it has. */
    long values() {
      return values(data) + values(metadata);
    }

    private static long values(JsonNode node) {
      return 1 + (node.isContainer() ? node.values().stream().mapToLong(Bundle::values).sum() : 0);
    }
  }
}
