package io.serpentarium.sandbox.engine.jni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kawamuray.wasmtime.Caller;
import io.github.kawamuray.wasmtime.Val;
import io.serpentarium.sandbox.engine.FunctionType;
import io.serpentarium.sandbox.engine.FunctionType.ValueType;
import io.serpentarium.sandbox.engine.HostFunction;
import io.serpentarium.sandbox.engine.Trap;
import io.serpentarium.sandbox.engine.support.GuestGate;
import io.serpentarium.sandbox.engine.support.Stopper;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HostCallsTest {

  private static final FunctionType TYPE =
      new FunctionType(List.of(ValueType.I32, ValueType.I64), List.of(ValueType.I64));

  private final MemorySegment memory = Arena.ofAuto().allocate(64, 8);

  @Test
  void answersTheCallInTheMailbox() {
    HostCalls calls = calls(a -> a[0] * 10 + a[1]);
    memory.set(ValueLayout.JAVA_LONG, 8, 4);
    memory.set(ValueLayout.JAVA_LONG, 16, 2);
    call(calls);
    assertThat(memory.get(ValueLayout.JAVA_LONG, 8)).isEqualTo(42);
    assertThat(failed()).isFalse();
  }

  @Test
  void keepsWhatABodyThrows() {
    AssertionError thrown = new AssertionError();
    HostCalls calls =
        calls(
            a -> {
              throw thrown;
            });
    call(calls);
    assertThat(calls.failure()).isSameAs(thrown);
    assertThat(failed()).isTrue();
  }

  @Test
  void allowsSoManyCallsAndNoMore() {
    HostCalls calls = calls(a -> 0);
    call(calls);
    call(calls);
    assertThat(failed()).isFalse();
    call(calls);
    assertThat(failed()).isTrue();
    assertThat(calls.failure())
        .isInstanceOfSatisfying(
            Trap.class, trap -> assertThat(trap.kind()).isEqualTo(Trap.Kind.OTHER));
  }

  @Test
  void countsAnewForEveryCallIntoTheGuest() {
    HostCalls calls = calls(a -> 0);
    for (int i = 0; i < 10; i++) {
      calls.restart();
      call(calls);
      call(calls);
    }
    assertThat(failed()).isFalse();
  }

  @Test
  void refusesCallsBeforeThereIsAMailbox() {
    HostCalls calls = new HostCalls(List.of(), 1, new GuestGate(Stopper.NONE));
    assertThatThrownBy(() -> call(calls)).isInstanceOf(IllegalStateException.class);
  }

  private HostCalls calls(HostFunction.Body body) {
    HostCalls calls =
        new HostCalls(
            List.of(new HostFunction("env", "it", TYPE, body)), 2, new GuestGate(Stopper.NONE));
    calls.use(new Mailbox(memory));
    return calls;
  }

  @SuppressWarnings("NullAway") // the library's caller is not looked at
  private static void call(HostCalls calls) {
    calls.call((Caller<Void>) null, new Val[0], new Val[0]);
  }

  private boolean failed() {
    return memory.get(ValueLayout.JAVA_INT, 4) != 0;
  }
}
