package io.serpentarium.service.judge0;

import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.service.core.execution.FinishedExecution;
import io.serpentarium.service.core.execution.Transcript;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A submission in its present state.
 *
 * @param token the token by which its owner finds it
 * @param startedAt the start of its run; null while it waits
 * @param finishedAt the time of its verdict; null before
 * @param result the result; null unless it ran
 */
record Submission(
    String token,
    SubmissionRequest request,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    Verdict verdict,
    @Nullable Result result) {

  /**
   * The result of a program.
   *
   * @param cpuMillis the CPU time in milliseconds
   * @param wallMillis the wall time in milliseconds
   * @param memoryBytes the peak memory
   */
  record Result(String stdout, String stderr, long cpuMillis, long wallMillis, long memoryBytes) {

    /** Returns the result of a program with separate streams. */
    static Result of(FinishedExecution execution) {
      return of(execution.result(), execution.result().stdout(), Transcript.stderr(execution));
    }

    /** Returns the result of a program with merged streams. */
    static Result of(Transcript transcript) {
      return of(transcript.execution().result(), transcript.output(), "");
    }

    private static Result of(ExecutionResult result, String stdout, String stderr) {
      return new Result(
          stdout,
          stderr,
          result.usage().cpuTime().toMillis(),
          result.usage().wallTime().toMillis(),
          result.usage().peakMemoryBytes());
    }
  }

  static Submission queued(String token, SubmissionRequest request, Instant now) {
    return new Submission(
        token, request, now, null, null, Verdict.pending(Verdict.Status.IN_QUEUE), null);
  }

  Submission started(Instant now) {
    return new Submission(
        token, request, createdAt, now, null, Verdict.pending(Verdict.Status.PROCESSING), null);
  }

  Submission judged(Result left, Outcome outcome, Instant now) {
    Verdict judgement = Verdict.of(outcome, left.stdout(), request.expected());
    return new Submission(
        token, request.withoutArchive(), createdAt, startedAt, now, judgement, left);
  }

  Submission failed(@Nullable String message, Instant now) {
    return new Submission(
        token,
        request.withoutArchive(),
        createdAt,
        startedAt,
        now,
        Verdict.internal(message),
        null);
  }

  /** Returns the stored form, without the files, which are never read again. */
  byte[] written() {
    return JsonMapper.shared()
        .writeValueAsBytes(
            new Submission(
                token,
                request.withoutArchive(),
                createdAt,
                startedAt,
                finishedAt,
                verdict,
                result));
  }

  /** Returns one that was kept. */
  static Submission read(byte[] written) {
    return JsonMapper.shared().readValue(written, Submission.class);
  }

  boolean isJudged() {
    return finishedAt != null;
  }
}
