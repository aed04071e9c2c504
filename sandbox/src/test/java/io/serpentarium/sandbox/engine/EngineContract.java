package io.serpentarium.sandbox.engine;

import static io.serpentarium.sandbox.engine.Guests.action;
import static io.serpentarium.sandbox.engine.Guests.function;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.serpentarium.sandbox.engine.CompiledModule.Import;
import io.serpentarium.sandbox.engine.FunctionType.ValueType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every engine does. */
public abstract class EngineContract extends KillContract {

  // Modules

  @Test
  void tellsItsNameAndVersion() {
    assertThat(engine().name()).isNotBlank();
    assertThat(engine().version()).matches("\\d+\\.\\d+\\.\\d+");
  }

  @Test
  void listsImportsInTheOrderOfTheBinary() {
    assertThat(compile("functions").imports())
        .containsExactly(
            new Import("env", "mix", MIX),
            new Import("env", "sum", Guests.type(2, List.of(ValueType.I32))),
            new Import("env", "run", Guests.type(0, List.of())),
            new Import("other module", "odd \"name\"", Guests.type(0, List.of(ValueType.I32))));
  }

  @Test
  void refusesWhatIsNoModule() {
    byte[] nonsense = {0, 'a', 's', 'm', 9, 9, 9, 9};
    assertThatThrownBy(() -> engine().compile(nonsense)).isInstanceOf(EngineException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "(import \"env\" \"float\" (func (param f64)))",
    "(import \"env\" \"memory\" (memory 1))",
    "(import \"env\" \"global\" (global i32))"
  })
  void refusesImportsThatAreNoFunctionsOfIntegers(String imported) {
    String text = "(module %s (memory (export \"memory\") 1))".formatted(imported);
    byte[] module = wasm(text.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> engine().compile(module)).isInstanceOf(EngineException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "(memory (export \"memory\") 1) (func (param v128))",
    "(memory (export \"memory\") 1 1 shared)"
  })
  void refusesProposalsThatPythonDoesNotNeed(String fields) {
    byte[] module = wasm("(module %s)".formatted(fields).getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> engine().compile(module)).isInstanceOf(EngineException.class);
  }

  @Test
  void refusesToCompileOnceClosed() {
    byte[] module = wasm(Guests.text("traps"));
    engine().close();
    engine().close();
    assertThatThrownBy(() -> engine().compile(module)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void refusesToInstantiateOnceTheModuleIsClosed() {
    CompiledModule module = compile("traps");
    module.close();
    module.close();
    assertThatThrownBy(() -> module.instantiate(List.of()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anInstanceOutlivesItsModule() {
    CompiledModule module = compile("traps");
    Instance instance = opened(module.instantiate(List.of()));
    module.close();
    assertThat(instance.call("fine")).isEqualTo(1);
  }

  @Test
  void aFunctionMayBeImportedTwice() {
    String text =
        """
        (module
          (import "env" "look" (func $first (param i32) (result i32)))
          (import "env" "look" (func $second (param i32) (result i32)))
          (memory (export "memory") 1)
          (func (export "both") (result i32)
            (i32.add (call $first (i32.const 3)) (call $second (i32.const 4)))))
        """;
    CompiledModule module = opened(engine().compile(wasm(text.getBytes(StandardCharsets.UTF_8))));
    HostFunction look = function("look", 1, arguments -> arguments[0] * 10);
    Instance instance = opened(module.instantiate(List.of(look, look)));
    assertThat(instance.call("both")).isEqualTo(70);
  }

  @Test
  void refusesAMissingImport() {
    CompiledModule module = compile("memory");
    assertThatThrownBy(() -> module.instantiate(List.of()))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("env.look");
  }

  @Test
  void refusesAnImportOfAnotherType() {
    CompiledModule module = compile("memory");
    assertThatThrownBy(() -> module.instantiate(List.of(action("look", 2, a -> 0))))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("env.look");
  }

  @Test
  void refusesAModuleWithoutMemory() {
    CompiledModule module =
        opened(engine().compile(wasm("(module)".getBytes(StandardCharsets.UTF_8))));
    assertThatThrownBy(() -> module.instantiate(List.of()))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("memory");
  }

  // Initialisation

  @Test
  void initialisesExactlyOnce() {
    AtomicInteger initialisations = new AtomicInteger();
    Instance instance =
        instantiate("reactor", action("initialising", 0, a -> initialisations.incrementAndGet()));
    assertThat(instance.call("count")).isEqualTo(1);
    assertThat(initialisations).hasValue(1);
  }

  @Test
  void givesWhatTheHostThrowsWhileInitialising() {
    IllegalArgumentException thrown = new IllegalArgumentException();
    assertThatThrownBy(() -> instantiate("reactor", throwing("initialising", thrown)))
        .isSameAs(thrown);
  }

  // Calls

  @Test
  void callsExports() {
    Instance instance = functions();
    assertThat(instance.call("answer")).isEqualTo(42);
    assertThat(instance.call("nothing")).isZero();
    assertThat(instance.call("subtract", 3, -4)).isEqualTo(7);
  }

  @Test
  void refusesAnUnknownExport() {
    Instance instance = functions();
    assertThatThrownBy(() -> instance.call("memory")).isInstanceOf(EngineException.class);
    assertThatThrownBy(() -> instance.call("absent"))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("absent");
    assertThat(instance.call("answer")).isEqualTo(42);
  }

  @Test
  void refusesAWrongNumberOfArguments() {
    Instance instance = functions();
    assertThatThrownBy(() -> instance.call("subtract", 1)).isInstanceOf(EngineException.class);
  }

  @Test
  void givesTheHostUnsignedArgumentsAndTakesItsResult() {
    AtomicReference<long[]> given = new AtomicReference<>();
    Instance instance = functions(mix(a -> keep(given, a, 0x0102030405060708L)));
    assertThat(instance.call("mix", -2)).isEqualTo(1);
    assertThat(given.get()).containsExactly(0xFFFF_FFFEL, 0x8877665544332211L, 0xFFFF_FFFFL);
    assertThat(instance.memory().getLong(64)).isEqualTo(0x0102030405060708L);
  }

  @Test
  void takesTheLowHalfOfAResultThatIsI32() {
    Instance instance = functions(function("sum", 2, a -> 0x1234_0000_0000L | (a[0] + a[1])));
    assertThat(instance.call("sum", 20, 22)).isEqualTo(42);
  }

  @Test
  void callsFunctionsOfEveryModuleName() {
    assertThat(functions().call("odd")).isEqualTo(77);
  }

  @Test
  void theHostMayCallBack() {
    CompletableFuture<Instance> instance = new CompletableFuture<>();
    instance.complete(functions(function("sum", 2, a -> instance.join().call("run") + a[1])));
    assertThat(instance.join().call("sum", 1, 2)).isEqualTo(7);
  }

  @Test
  void anInstanceMovesBetweenThreads() throws Exception {
    Instance instance = GuestThreads.run(this::functions);
    assertThat(GuestThreads.run(() -> instance.call("answer"))).isEqualTo(42);
    assertThat(instance.call("run")).isEqualTo(5);
    GuestThreads.run(() -> closed(instance));
    assertThatThrownBy(() -> instance.call("answer")).isInstanceOf(IllegalStateException.class);
  }

  // What the host throws

  @Test
  void passesExceptionsOfTheHostThrough() {
    RuntimeException thrown = new RuntimeException((String) null);
    Instance instance = functions(throwing("run", thrown));
    assertThatThrownBy(() -> instance.call("run")).isSameAs(thrown);
  }

  @Test
  void passesErrorsOfTheHostThrough() {
    StackOverflowError thrown = new StackOverflowError();
    Instance instance = functions(throwing("run", thrown));
    assertThatThrownBy(() -> instance.call("run")).isSameAs(thrown);
  }

  @Test
  void passesExceptionsThroughNestedCalls() {
    IllegalArgumentException thrown = new IllegalArgumentException("from the depth");
    CompletableFuture<Instance> instance = new CompletableFuture<>();
    instance.complete(
        functions(function("sum", 2, a -> instance.join().call("run")), throwing("run", thrown)));
    assertThatThrownBy(() -> instance.join().call("sum", 1, 2)).isSameAs(thrown);
  }

  @Test
  void noGuestGoesOnAfterAFailureThatTheHostSwallowed() {
    IllegalArgumentException thrown = new IllegalArgumentException();
    CompletableFuture<Instance> instance = new CompletableFuture<>();
    instance.complete(
        functions(
            function("sum", 2, a -> swallowed(() -> instance.join().call("run"))),
            throwing("run", thrown)));
    assertThatThrownBy(() -> instance.join().call("sum", 1, 2)).isSameAs(thrown);
  }

  @Test
  void isOfNoUseAfterTheHostThrew() {
    Instance instance = functions(throwing("run", new IllegalArgumentException()));
    assertThatThrownBy(() -> instance.call("run")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> instance.call("answer")).isInstanceOf(IllegalStateException.class);
  }

  // Traps

  @ParameterizedTest
  @CsvSource({
    "unreachable,, UNREACHABLE",
    "load, 65533, MEMORY_OUT_OF_BOUNDS",
    "load, -1, MEMORY_OUT_OF_BOUNDS",
    "recurse, 0, STACK_OVERFLOW"
  })
  void tellsWhyItTrapped(String export, Integer argument, Trap.Kind kind) {
    Instance instance = instantiate("traps");
    int[] arguments = argument == null ? new int[0] : new int[] {argument};
    assertThat(trapOf(instance, export, arguments).kind()).isEqualTo(kind);
    assertThatThrownBy(() -> instance.call("fine")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void tellsOtherTrapsInItsMessage() {
    Trap trap = trapOf(instantiate("traps"), "divide", 1, 0);
    assertThat(trap.kind()).isEqualTo(Trap.Kind.OTHER);
    assertThat(trap).message().containsIgnoringCase("zero");
  }

  @Test
  void aTrapHarmsNoOtherInstance() {
    Instance other = instantiate("traps");
    trapOf(instantiate("traps"), "unreachable");
    assertThat(other.call("load", PAGE - 4)).isZero();
  }

  // Deadlines

  @Test
  void endsAnEndlessLoopAtTheDeadline() {
    Instance instance = instantiate("traps");
    long start = System.nanoTime();
    instance.setDeadline(Duration.ofMillis(40));
    assertThat(trapOf(instance, "spin").kind()).isEqualTo(Trap.Kind.DEADLINE);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(40), Duration.ofSeconds(10));
  }

  @Test
  void aPastDeadlineEndsGuestCodeSoon() {
    Instance instance = instantiate("traps");
    instance.setDeadline(Duration.ofSeconds(-1));
    assertThat(trapOf(instance, "spin").kind()).isEqualTo(Trap.Kind.DEADLINE);
  }

  @Test
  void aDeadlineCanBePutOffAndTheLongestDurationIsNever() {
    Instance instance = instantiate("traps");
    instance.setDeadline(Duration.ZERO);
    instance.setDeadline(Duration.ofSeconds(Long.MAX_VALUE));
    passTicks();
    assertThat(instance.call("fine")).isEqualTo(1);
  }

  @Test
  void aHostFunctionMaySetTheDeadline() {
    CompletableFuture<Instance> instance = new CompletableFuture<>();
    instance.complete(
        memory(
            a -> {
              instance.join().setDeadline(Duration.ofMillis(5));
              return 0;
            }));
    assertThat(trapOf(instance.join(), "await").kind()).isEqualTo(Trap.Kind.DEADLINE);
  }

  @Test
  void aDeadlineThatPassedInAHostFunctionCanBePutOffThere() {
    CompletableFuture<Instance> instance = new CompletableFuture<>();
    instance.complete(
        memory(
            a -> {
              passTicks();
              instance.join().setDeadline(Duration.ofMinutes(1));
              instance.join().memory().putInt(128, 6);
              return 0;
            }));
    instance.join().setDeadline(Duration.ofMillis(2));
    assertThat(instance.join().call("await")).isEqualTo(6);
  }

  @Test
  void aFreshInstanceHasNoDeadline() {
    CompletableFuture<Instance> instance = new CompletableFuture<>();
    instance.complete(
        memory(
            a -> {
              var _ =
                  CompletableFuture.runAsync(
                      () -> {
                        passTicks();
                        putFromOutside(instance.join(), 9);
                      },
                      newThread());
              return 0;
            }));
    assertThat(instance.join().call("await")).isEqualTo(9);
  }

  // Growing

  @Test
  void theHostMayGrowTheMemory() {
    Instance instance = memory(a -> 0);
    instance.growMemory(PAGE + 1);
    assertThat(instance.memory().size()).isEqualTo(2L * PAGE);
    assertThat(instance.memory().segment().byteSize()).isEqualTo(2L * PAGE);
    instance.memory().putInt(2 * PAGE - 4, 77);
    assertThat(instance.call("load", 2 * PAGE - 4)).isEqualTo(77);
    assertThat(instance.call("grow", 1)).isEqualTo(2);
  }

  @Test
  void growingNeverShrinksTheMemory() {
    Instance instance = memory(a -> 0);
    instance.growMemory(0);
    instance.growMemory(PAGE);
    assertThat(instance.memory().size()).isEqualTo(PAGE);
  }

  @Test
  void memoryIsNotGrownBeyondItsMaximum() {
    Instance instance = memory(a -> 0);
    assertThatThrownBy(() -> instance.growMemory(5L * PAGE)).isInstanceOf(EngineException.class);
    assertThat(instance.memory().size()).isEqualTo(PAGE);
  }

  // Checkpoints

  @Test
  void runningGuestCodeReachesItsCheckpoint() {
    assumeTrue(engine().capabilities().contains(Capability.CHECKPOINTS));
    CompletableFuture<Void> spinning = new CompletableFuture<>();
    Instance instance = memory(a -> completed(spinning));
    AtomicReference<Thread> at = new AtomicReference<>();
    CompletableFuture<Void> asked = new CompletableFuture<>();
    instance.setCheckpoint(
        () -> {
          if (asked.isDone()) {
            at.set(Thread.currentThread());
            instance.memory().putInt(128, 3);
          }
        });
    CompletableFuture<Thread> ran = new CompletableFuture<>();
    CompletableFuture<Integer> answer =
        CompletableFuture.supplyAsync(
            () -> {
              ran.complete(Thread.currentThread());
              return instance.call("await");
            },
            newThread());
    spinning.join();
    asked.complete(null);
    instance.requestCheckpoint();
    assertThat(answer.join()).isEqualTo(3);
    assertThat(at.get()).isSameAs(ran.join());
  }

  @Test
  void whatACheckpointThrowsEndsTheCall() {
    assumeTrue(engine().capabilities().contains(Capability.CHECKPOINTS));
    IllegalArgumentException thrown = new IllegalArgumentException("at the checkpoint");
    Instance instance = instantiate("traps");
    instance.setCheckpoint(
        () -> {
          throw thrown;
        });
    instance.requestCheckpoint();
    assertThatThrownBy(() -> instance.call("spin")).isSameAs(thrown);
    assertThatThrownBy(() -> instance.call("fine")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void checkpointsAreRefusedWithoutTheCapability() {
    assumeFalse(engine().capabilities().contains(Capability.CHECKPOINTS));
    Instance instance = instantiate("traps");
    assertThatThrownBy(() -> instance.setCheckpoint(() -> {}))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(instance::requestCheckpoint)
        .isInstanceOf(UnsupportedOperationException.class);
  }

  // Memory

  @Test
  void sharesItsMemoryWithTheHost() {
    Instance instance = memory(a -> 0);
    byte[] read = new byte[5];
    instance.memory().read(16, read, 0, 5);
    assertThat(read).asString(StandardCharsets.US_ASCII).isEqualTo("snake");
    instance.memory().putInt(256, 0x01020304);
    assertThat(instance.call("load", 256)).isEqualTo(0x01020304);
    instance.call("store", 260, -5);
    assertThat(instance.memory().getInt(260)).isEqualTo(-5);
  }

  @Test
  void theHostSeesGrowthFromInsideAHostFunction() {
    CompletableFuture<Instance> instance = new CompletableFuture<>();
    AtomicInteger seen = new AtomicInteger();
    instance.complete(
        memory(
            pages -> {
              long last = pages[0] * PAGE - 4;
              instance.join().memory().putInt(last, 7);
              return keep(seen, instance.join().memory().size());
            }));
    assertThat(instance.join().call("growAndLook", 2)).isEqualTo(1);
    assertThat(seen).hasValue(3 * PAGE);
    assertThat(instance.join().call("load", 3 * PAGE - 4)).isEqualTo(7);
  }

  @Test
  void refusesAccessBeyondItsMemory() {
    GuestMemory memory = memory(a -> 0).memory();
    assertThat(memory.size()).isEqualTo(PAGE);
    assertThatThrownBy(() -> memory.getInt(PAGE - 3)).isInstanceOf(GuestMemory.OutOfBounds.class);
    assertThatThrownBy(() -> memory.putByte(-1, (byte) 0))
        .isInstanceOf(GuestMemory.OutOfBounds.class);
    assertThatThrownBy(() -> memory.check(1, Long.MAX_VALUE))
        .isInstanceOf(GuestMemory.OutOfBounds.class);
  }

  @Test
  void growsToTheDeclaredMaximumAndNoFurther() {
    Instance instance = memory(a -> 0);
    assertThat(instance.call("grow", 4)).isEqualTo(-1);
    assertThat(instance.call("grow", 3)).isEqualTo(1);
    assertThat(instance.call("grow", 1)).isEqualTo(-1);
    assertThat(instance.memory().size()).isEqualTo(4L * PAGE);
  }

  @Test
  void aSpinningGuestSeesWhatAnotherThreadWrites() throws Exception {
    CompletableFuture<Void> spinning = new CompletableFuture<>();
    Instance instance = memory(a -> completed(spinning));
    Future<Integer> answer =
        CompletableFuture.supplyAsync(() -> instance.call("await"), newThread());
    spinning.get();
    putFromOutside(instance, 1234);
    assertThat(answer.get()).isEqualTo(1234);
  }

  @Test
  void askingForTheSizeNeverWaitsForARunningGuest() throws Exception {
    CompletableFuture<Void> spinning = new CompletableFuture<>();
    Instance instance = memory(a -> completed(spinning));
    Future<Integer> answer =
        CompletableFuture.supplyAsync(() -> instance.call("await"), newThread());
    spinning.get();
    assertThat(instance.memory().size()).isEqualTo(PAGE);
    assertThatThrownBy(() -> instance.memory().getInt(PAGE))
        .isInstanceOf(GuestMemory.OutOfBounds.class);
    putFromOutside(instance, 1);
    assertThat(answer.get()).isEqualTo(1);
  }

  // Closing

  @Test
  void everythingThrowsAfterClose() {
    Instance instance = memory(a -> 0);
    GuestMemory memory = instance.memory();
    instance.close();
    instance.close();
    assertThatThrownBy(() -> instance.call("grow", 1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> instance.setDeadline(Duration.ZERO))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> memory.getInt(0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> memory.putInt(0, 1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> memory.write(0, new byte[1], 0, 1))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(memory::size).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void closingInsideACallIsRefused() {
    CompletableFuture<Instance> instance = new CompletableFuture<>();
    instance.complete(functions(action("run", 0, a -> closed(instance.join()))));
    assertThatThrownBy(() -> instance.join().call("run")).isInstanceOf(IllegalStateException.class);
    instance.join().close();
  }

  // Many

  @Test
  void enginesAreIndependent() {
    Engine other = opened(newEngine(TICK));
    Instance theirs =
        opened(opened(other.compile(wasm(Guests.text("traps")))).instantiate(List.of()));
    Instance ours = instantiate("traps");
    assertThat(theirs.call("fine") + ours.call("fine")).isEqualTo(2);
    ours.setDeadline(Duration.ofMillis(5));
    assertThat(trapOf(ours, "spin").kind()).isEqualTo(Trap.Kind.DEADLINE);
    engine().close();
    theirs.setDeadline(Duration.ofMillis(5));
    assertThat(trapOf(theirs, "spin").kind()).isEqualTo(Trap.Kind.DEADLINE);
  }

  @Test
  void manyThreadsUseManyInstances() throws Exception {
    CompiledModule module = compile("functions");
    try (ExecutorService threads = Executors.newFixedThreadPool(8, GuestThreads.factory())) {
      List<Future<Integer>> sums = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        int number = i;
        sums.add(threads.submit(() -> sumInNewInstance(module, number)));
      }
      for (int i = 0; i < 200; i++) {
        assertThat(sums.get(i).get()).isEqualTo(1000 * i);
      }
    }
  }
}
