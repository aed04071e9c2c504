package io.serpentarium.sandbox.python;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.wasi.StandardStreams.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class TerminalOutputTest {

  private final TerminalOutput output = new TerminalOutput(() -> {});

  private boolean write(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return output.write(Output.STDOUT, bytes, 0, bytes.length);
  }

  @Test
  void newListenerHearsWhatWasAndTakesTheFormersPlace() {
    output.allow(100);
    write("one ");
    Listener first = new Listener(Long.MAX_VALUE);
    output.subscribe(first);
    write("two ");
    Listener second = new Listener(Long.MAX_VALUE);
    output.subscribe(second);
    write("three");
    assertThat(first.text()).isEqualTo("one two ");
    assertThat(first.completed).isTrue();
    assertThat(second.text()).isEqualTo("one two three");
    output.end();
    assertThat(second.completed).isTrue();
  }

  @Test
  void slowListenerHoldsTheGuestBackAndNoneDoesNot() {
    output.allow(Long.MAX_VALUE);
    write("x".repeat(OutputPublisher.CAPACITY));
    assertThat(output.writable()).isTrue();
    Listener slow = new Listener(0);
    output.subscribe(slow);
    assertThat(output.writable()).isFalse();
    slow.cancel();
    assertThat(output.writable()).isTrue();
  }

  @Test
  void writesUpToItsLimit() {
    output.allow(3);
    assertThat(write("abc")).isTrue();
    assertThat(write("d")).isFalse();
    output.allow(1);
    assertThat(write("e")).isTrue();
    Listener listener = new Listener(Long.MAX_VALUE);
    output.subscribe(listener);
    assertThat(listener.text()).isEqualTo("abce");
  }

  @Test
  @Timeout(60)
  void othersUseItWhileAListenerTakesItsTime() {
    output.allow(100);
    Listener slow =
        new Listener(Long.MAX_VALUE) {
          @Override
          public void onNext(String text) {
            CompletableFuture.runAsync(() -> output.allow(100)).join();
            super.onNext(text);
            if (text.equals("one ")) {
              CompletableFuture.runAsync(() -> output.show("two ")).join();
            }
          }
        };
    output.subscribe(slow);
    write("one ");
    write("three");
    assertThat(slow.text()).isEqualTo("one two three");
  }

  private static class Listener implements Flow.Subscriber<String> {

    private final long demand;
    private final List<String> heard = new ArrayList<>();
    private boolean completed;
    private Flow.@Nullable Subscription subscription;

    Listener(long demand) {
      this.demand = demand;
    }

    String text() {
      return String.join("", heard);
    }

    void cancel() {
      if (subscription != null) {
        subscription.cancel();
      }
    }

    @Override
    public void onSubscribe(Flow.Subscription granted) {
      subscription = granted;
      if (demand > 0) {
        granted.request(demand);
      }
    }

    @Override
    public void onNext(String text) {
      heard.add(text);
    }

    @Override
    public void onError(Throwable failure) {
      throw new AssertionError(failure);
    }

    @Override
    public void onComplete() {
      completed = true;
    }
  }
}
