// What the contract of the service says of its JSON: sizes in bytes, durations in milliseconds, times by RFC 3339.
import type { Problem } from "./errors.js";

/** The limits of an execution. */
export interface Limits {
  wall_time_ms: number;
  cpu_time_ms: number;
  memory_bytes: number;
  output_bytes: number;
  disk_bytes: number;
}

export interface Usage {
  wall_ms: number;
  cpu_ms: number;
  peak_memory_bytes: number;
  output_bytes: number;
}

/** An uncaught exception of a program. */
export interface PythonError {
  name: string;
  message: string;
  traceback: string;
}

/** A file of a run: `content` if it is UTF-8, otherwise `content_base64`. */
export interface ReturnedFile {
  path: string;
  content?: string;
  content_base64?: string;
}

/** Output displayed by a program, by MIME type; binary in base64. */
export interface Display {
  data: Record<string, unknown>;
  metadata: Record<string, unknown>;
  /** The id by which the program can update it. */
  display_id: string | null;
}

/** The result of executing code. Nothing that a program does makes the client throw. */
export interface Execution {
  id: string;
  session_id: string | null;
  status: "completed" | "raised" | "exited" | "interrupted" | "limit_exceeded" | "crashed";
  limit: "wall_time" | "cpu_time" | "memory" | "output" | "disk" | null;
  stdout: string;
  stderr: string;
  stdout_truncated: boolean;
  stderr_truncated: boolean;
  /** The `repr` of the last expression. */
  result: string | null;
  /** The representations of the result by MIME type, if it has more than text. */
  result_data: Record<string, unknown> | null;
  /** What the execution displays in the end besides text. */
  displays: Display[];
  error: PythonError | null;
  exit_code: number | null;
  session_state: "kept" | "rolled_back" | "lost";
  usage: Usage;
  files?: ReturnedFile[];
}

export interface SessionInfo {
  id: string;
  state: "idle" | "busy" | "hibernated";
  created_at: string;
  last_used_at: string;
  expires_at: string;
  limits: Limits;
  memory_bytes: number;
}

export interface SnapshotInfo {
  id: string;
  /** The session from which it was taken; null for an uploaded snapshot. */
  session_id: string | null;
  size_bytes: number;
  created_at: string;
}

export interface FileEntry {
  path: string;
  type: "file" | "directory" | "symlink";
  size_bytes: number;
  modified_at: string;
}

export interface ServiceInfo {
  name: string;
  version: string;
  python: { version: string; artifact_sha256: string };
  engine: { name: string; version: string };
  limits: Limits;
}

/** A ticket that opens one WebSocket and expires within seconds. */
export interface Ticket {
  ticket: string;
  expires_at: string;
}

/** The events of a running program, ending with its result. */
export type ExecutionEvent =
  | { type: "started"; id: string }
  | { type: "stdout"; data: string }
  | { type: "stderr"; data: string }
  | ({ type: "display"; update: boolean } & Display)
  | { type: "clear_output"; wait: boolean }
  | { type: "input_request"; prompt: string }
  | { type: "result"; execution: Execution };

export type Verdict =
  | "passed"
  | "wrong_answer"
  | "raised"
  | "time_limit"
  | "memory_limit"
  | "output_limit"
  | "crashed"
  | "skipped";

export type Content = string | Uint8Array;

/** Files by their paths below /sandbox; text is sent as UTF-8. */
export type Files = Readonly<Record<string, Content>>;

/** The properties that all tests of a grading have in common. */
export interface CommonTest {
  id: string;
  name?: string;
  points?: number;
  visible?: boolean;
  limits?: Partial<Limits>;
  files?: Files;
}

/** Code, usually assertions, that runs in a copy of the state that the submission left. */
export interface CheckTest extends CommonTest {
  check: string;
}

/** The program as a whole; its stdout is compared, or judged by a checker. */
export interface StdinTest extends CommonTest {
  stdin?: string;
  args?: readonly string[];
  expected_stdout?: string;
  comparison?: "exact" | "trim" | "tokens" | "float";
  tolerance?: { absolute?: number; relative?: number };
  ignore_prompts?: boolean;
  show_diff?: boolean;
  checker?: string;
}

/** A program of the grader's that communicates with the submission. */
export interface InteractiveTest extends CommonTest {
  interactor: string;
  stdin?: string;
  args?: readonly string[];
  expected_stdout?: string;
}

/** A test file, each test of which has a result of its own. */
export interface FileTest extends CommonTest {
  file: string;
  content?: string;
  runner?: "unittest" | "pytest" | "doctest";
}

export type GradingTest = CheckTest | StdinTest | InteractiveTest | FileTest;

/** The common part of gradings: everything in a request except the submission. */
export interface Plan {
  tests: readonly GradingTest[];
  module?: string;
  /** The template from which the submission starts. */
  template?: string;
  setup?: { stdin?: string; args?: readonly string[]; run_main?: boolean };
  files?: Files;
  stop_on_failure?: boolean;
  limits?: Partial<Limits>;
}

/** A submission of a batch; `code` may be empty if `files` contains the module. */
export interface Submission {
  id: string;
  code: string;
  files?: Files;
}

export interface TestError extends PythonError {
  /** The line of the test's source. */
  line: number | null;
  values: { left: string; operator: string; right: string } | null;
}

export interface TestResult {
  id: string;
  name: string;
  verdict: Verdict;
  message: string;
  points: number;
  score: number;
  visible: boolean;
  stdout: string;
  stderr: string;
  error: TestError | null;
  diff: string | null;
  usage: Usage;
}

export interface Grading {
  verdict: Verdict;
  passed: number;
  total: number;
  score: number;
  maximum_score: number;
  setup: Execution;
  tests: TestResult[];
}

/** A submission of a batch: its grading, or why it could not be graded. */
export interface GradedSubmission {
  id: string;
  grading: Grading | null;
  problem: Problem | null;
}

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}
