package io.serpentarium.sandbox.python;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.sandbox.OutputEvent.InputRequest;
import io.serpentarium.sandbox.wasi.StandardStreams.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

final class ExecutionOutputTest {

  private final List<OutputEvent> events = new ArrayList<>();
  private final OutputPublisher publisher = new OutputPublisher(() -> {});
  private final ExecutionOutput output =
      new ExecutionOutput(1000, publisher, MemoryAccount.unlimited());

  @Test
  void promptsWithWhatStandsBehindTheLastNewlineOrInput() {
    publisher.subscribe(new Listener());
    write("hello\nName: ");
    output.requestInput();
    output.inputTaken();
    write("Age: ");
    output.requestInput();
    output.inputTaken();
    output.requestInput();
    assertThat(events)
        .filteredOn(InputRequest.class::isInstance)
        .containsExactly(
            new InputRequest("Name: "), new InputRequest("Age: "), new InputRequest(""));
  }

  private void write(String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    assertThat(output.write(Output.STDOUT, utf8, 0, utf8.length)).isTrue();
  }

  private final class Listener implements Flow.Subscriber<OutputEvent> {

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(OutputEvent event) {
      events.add(event);
    }

    @Override
    public void onError(Throwable failure) {
      throw new AssertionError(failure);
    }

    @Override
    public void onComplete() {}
  }
}
