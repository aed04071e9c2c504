package io.serpentarium.sandbox.engine.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serpentarium.sandbox.engine.CompiledModule;
import io.serpentarium.sandbox.engine.EngineException;
import io.serpentarium.sandbox.engine.FunctionType;
import io.serpentarium.sandbox.engine.FunctionType.ValueType;
import io.serpentarium.sandbox.engine.GuestThreads;
import io.serpentarium.sandbox.engine.HostFunction;
import io.serpentarium.sandbox.engine.Instance;
import io.serpentarium.sandbox.engine.Trap;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guests and hosts that go to the edge: of the stack, of the limits, of the order of closing. */
@ExtendWith(GuestThreads.class)
final class FfmHostileIT {

  private static final String DEEP =
      """
      (import "env" "at" (func $at (param i32) (result i32)))
      (memory (export "memory") 1 1)
      (func $deep (export "deep") (param i32) (result i32)
        (drop (call $at (local.get 0)))
        (i32.add (i32.const 1) (call $deep (i32.add (local.get 0) (i32.const 1)))))
      (func (export "leaf") (param i32) (result i32) (call $at (local.get 0)))
      (func (export "spin") (loop $again (br $again)))
      """;

  private FfmEngine engine;

  @BeforeEach
  void open() {
    engine = FfmEngine.open(FfmLibrary.get(), FfmLibrary.EPOCHS);
  }

  @AfterEach
  void close() {
    if (engine != null) {
      engine.close();
    }
  }

  // Stacks

  /** On a thread with no more stack than the engine asks for. */
  @Test
  void aHostFunctionHasItsStackAtEveryDepthOfTheGuest() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    try (Instance instance =
        instantiate(a -> javaDepth(calls.incrementAndGet() % 7 == 0 ? 2000 : 1))) {
      Trap trap =
          onSmallestThread(() -> catchThrowableOfType(Trap.class, () -> instance.call("deep", 0)));
      assertThat(trap.kind()).isEqualTo(Trap.Kind.STACK_OVERFLOW);
    }
    assertThat(calls).hasValueGreaterThan(10_000);
  }

  @Test
  void aHostFunctionThatOverflowsTheStackEndsTheCallOnly() throws Exception {
    try (Instance instance = instantiate(a -> a[0] < 1000 ? 0 : endless(0))) {
      assertThatThrownBy(() -> onSmallestThread(() -> instance.call("deep", 0)))
          .hasCauseInstanceOf(StackOverflowError.class);
    }
  }

  @Test
  void guestAndHostMayCallEachOtherToTheEndOfTheStack() throws Exception {
    AtomicInteger depth = new AtomicInteger();
    CompletableFuture<Instance> instance = new CompletableFuture<>();
    instance.complete(
        instantiate(
            a -> {
              depth.incrementAndGet();
              return instance.join().call("leaf", (int) a[0] + 1);
            }));
    assertThatThrownBy(() -> onSmallestThread(() -> instance.join().call("leaf", 0)))
        .cause()
        .isInstanceOfAny(Trap.class, StackOverflowError.class);
    assertThat(depth).hasValueGreaterThan(1000);
    instance.join().close();
  }

  @Test
  void aCheckpointMayOverflowTheStack() {
    try (Instance instance = instantiate(a -> 0)) {
      instance.setCheckpoint(() -> endless(0));
      instance.requestCheckpoint();
      assertThatThrownBy(() -> instance.call("spin")).isInstanceOf(StackOverflowError.class);
    }
  }

  @Test
  void aCheckpointThatCallsTheGuestHarmsNobody() {
    try (Instance instance = instantiate(a -> 0)) {
      instance.setCheckpoint(() -> instance.call("spin"));
      instance.requestCheckpoint();
      assertThatThrownBy(() -> instance.call("spin")).isInstanceOf(RuntimeException.class);
    }
  }

  @Test
  void refusesThreadsThatAGuestCouldOverrun() throws Exception {
    try (Instance instance = instantiate(a -> 0)) {
      FutureTask<Integer> small = new FutureTask<>(() -> instance.call("leaf", 0));
      new Thread(null, small, "small", 1L << 20).start();
      assertThatThrownBy(small::get).hasCauseInstanceOf(IllegalStateException.class);
      FutureTask<Integer> virtual = new FutureTask<>(() -> instance.call("leaf", 0));
      Thread.ofVirtual().start(virtual);
      assertThatThrownBy(virtual::get).hasCauseInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void refusesToRunAStartFunctionOnSuchAThread() throws Exception {
    String fields = "(memory (export \"memory\") 1) (start $deep) (func $deep (call $deep))";
    try (CompiledModule module = engine.compile(assemble(fields))) {
      FutureTask<Instance> small = new FutureTask<>(() -> module.instantiate(List.of()));
      new Thread(null, small, "small", 1L << 20).start();
      assertThatThrownBy(small::get).hasCauseInstanceOf(IllegalStateException.class);
    }
  }

  // Limits

  @Test
  void memoryGrowsToTheLimitOfTheStore() {
    String fields =
        """
        (memory (export "memory") 1)
        (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
        """;
    FfmEngineOptions options = FfmLibrary.EPOCHS.withMaxMemoryBytes(10 * 65_536);
    try (FfmEngine limited = FfmEngine.open(FfmLibrary.get(), options);
        CompiledModule module = limited.compile(assemble(fields));
        Instance instance = module.instantiate(List.of())) {
      assertThat(instance.call("grow", 10)).isEqualTo(-1);
      assertThat(instance.call("grow", 9)).isEqualTo(1);
      assertThat(instance.call("grow", 1)).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(memory (export \"memory\") 5000)",
        "(memory (export \"memory\") 1) (table 100001 funcref)",
        "(memory (export \"memory\") 1) (table 1 funcref) (table 1 funcref)"
      })
  void refusesModulesBeyondTheLimits(String fields) {
    try (CompiledModule module = engine.compile(assemble(fields))) {
      assertThatThrownBy(() -> module.instantiate(List.of())).isInstanceOf(EngineException.class);
    }
  }

  @Test
  void refusesFunctionsThatAreNotOfI32() {
    String fields =
        """
        (memory (export "memory") 1)
        (func (export "long") (param i64))
        (func (export "float") (result f64) (f64.const 0))
        """;
    try (CompiledModule module = engine.compile(assemble(fields));
        Instance instance = module.instantiate(List.of())) {
      assertThatThrownBy(() -> instance.call("long", 1)).isInstanceOf(EngineException.class);
      assertThatThrownBy(() -> instance.call("float")).isInstanceOf(EngineException.class);
    }
  }

  // Start functions

  @Test
  void aStartFunctionMayCallTheHostAndTrap() {
    AtomicReference<String> called = new AtomicReference<>();
    String fields =
        """
        (import "env" "at" (func $at (param i32) (result i32)))
        (memory (export "memory") 1)
        (start $begin)
        (func $begin (drop (call $at (i32.const 1))) unreachable)
        """;
    try (CompiledModule module = engine.compile(assemble(fields))) {
      HostFunction at = at(a -> called.updateAndGet(old -> "yes").length());
      assertThatThrownBy(() -> module.instantiate(List.of(at))).isInstanceOf(Trap.class);
    }
    assertThat(called).hasValue("yes");
    assertThat(FfmLibrary.get().upcalls().size()).isZero();
  }

  // The order of closing

  @Test
  void anInstanceWorksAfterItsEngineWasClosed() {
    try (Instance instance = instantiate(a -> a[0] + 1)) {
      engine.close();
      assertThat(instance.call("leaf", 4)).isEqualTo(5);
      instance.setCheckpoint(instance::kill);
      instance.requestCheckpoint();
      assertThat(catchThrowableOfType(Trap.class, () -> instance.call("spin")).kind())
          .isEqualTo(Trap.Kind.KILLED);
    }
  }

  @Test
  void whatIsClosedIsOutOfReachFromAnyThread() {
    Instance instance = instantiate(a -> 0);
    instance.close();
    instance.requestCheckpoint();
    instance.kill();
    assertThat(instance.whileAlive(() -> {})).isFalse();
  }

  private Instance instantiate(HostFunction.Body body) {
    try (CompiledModule module = engine.compile(assemble(DEEP))) {
      return module.instantiate(List.of(at(body)));
    }
  }

  private static HostFunction at(HostFunction.Body body) {
    return new HostFunction(
        "env", "at", new FunctionType(List.of(ValueType.I32), List.of(ValueType.I32)), body);
  }

  private static byte[] assemble(String fields) {
    return FfmLibrary.assemble("(module %s)".formatted(fields).getBytes(StandardCharsets.UTF_8));
  }

  private static <T> T onSmallestThread(Callable<T> work) throws Exception {
    FutureTask<T> task = new FutureTask<>(work);
    new Thread(null, task, "smallest", FfmEngine.THREAD_STACK_BYTES).start();
    return task.get();
  }

  private static long javaDepth(int frames) {
    return frames == 0 ? 0 : 1 + javaDepth(frames - 1);
  }

  @SuppressWarnings("InfiniteRecursion")
  private static long endless(long depth) {
    return 1 + endless(depth + 1);
  }
}
