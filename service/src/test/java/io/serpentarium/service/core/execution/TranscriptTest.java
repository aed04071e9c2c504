package io.serpentarium.service.core.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.sandbox.PythonError;
import io.serpentarium.service.testing.Results;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class TranscriptTest {

  private static final FinishedExecution WELL = Results.finished(Results.completed("ab"));
  private static final FinishedExecution RAISED =
      Results.finished(
          Results.of(new Outcome.Raised(new PythonError("E", "m", "Traceback\n")), "out", "err\n"));

  private final Transcript.Writer writer = new Transcript.Writer();

  @Test
  void hasBothStreamsInTheOrderOfWriting() {
    writer.add(new ExecutionEvent.Started("exe_1"));
    writer.add(output(new OutputEvent.Stdout("a")));
    writer.add(output(new OutputEvent.Stderr("b")));
    writer.add(output(new OutputEvent.Display("{}")));
    writer.add(output(new OutputEvent.InputRequest("? ")));
    writer.add(output(new OutputEvent.Stdout("c")));
    writer.add(new ExecutionEvent.Ended(WELL));
    StepVerifier.create(writer.transcript())
        .expectNext(new Transcript("abc", WELL))
        .verifyComplete();
  }

  @Test
  void endsWithTheTraceback() {
    writer.add(output(new OutputEvent.Stdout("a\n")));
    writer.add(new ExecutionEvent.Ended(RAISED));
    StepVerifier.create(writer.transcript())
        .expectNext(new Transcript("a\nTraceback\n", RAISED))
        .verifyComplete();
  }

  @Test
  void failsAsTheExecutionDid() {
    IllegalStateException cause = new IllegalStateException("gone");
    writer.add(output(new OutputEvent.Stdout("a")));
    writer.add(new ExecutionEvent.Failed(cause));
    StepVerifier.create(writer.transcript()).verifyErrorMatches(cause::equals);
  }

  @Test
  void isNoneBeforeTheEnd() {
    writer.add(output(new OutputEvent.Stdout("a")));
    StepVerifier.create(writer.transcript()).verifyComplete();
  }

  @Test
  void tellsStderrAsPythonPrintsIt() {
    assertThat(Transcript.stderr(RAISED)).isEqualTo("err\nTraceback\n");
    assertThat(Transcript.traceback(RAISED)).isEqualTo("Traceback\n");
    ExecutionResult exited = Results.of(new Outcome.Exited(1), "out", "err");
    assertThat(Transcript.stderr(Results.finished(exited))).isEqualTo("err");
    assertThat(Transcript.traceback(WELL)).isEmpty();
  }

  private static ExecutionEvent output(OutputEvent event) {
    return new ExecutionEvent.Output(event);
  }
}
