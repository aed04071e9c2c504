package io.serpentarium.sandbox.confinement;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.serpentarium.sandbox.libc.CFunctions;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Seals its JVM as a worker is sealed, tries all that is then refused, and prints what came of it.
 */
final class SealedAttempts {

  private static final int GET_DUMPABLE = 3;
  private static final int GET_PARENT_DEATH_SIGNAL = 2;
  private static final MethodHandle SYSCALL =
      CFunctions.get(
          "syscall",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          Linker.Option.firstVariadicArg(1),
          Linker.Option.captureCallState("errno"));

  private final Architecture here = Architecture.current();
  private final long parent = ProcessHandle.current().parent().orElseThrow().pid();
  private final long self = ProcessHandle.current().pid();

  private SealedAttempts() {}

  public static void main(String[] arguments) throws Exception {
    SealedAttempts attempts = new SealedAttempts();
    attempts.error(0, 0, 0);
    try (ExecutorService before = Executors.newSingleThreadExecutor()) {
      before.submit(() -> attempts.print("BADNESS_BEFORE", badness())).get();
      Sealing.dieWithParent();
      Sealing.seal();
      attempts.print("DEATH_SIGNAL", attempts.deathSignal());
      before.submit(attempts::run).get();
    }
  }

  private void run() {
    for (SystemCall call : SystemCall.values()) {
      if (call.isOn(here) && call.isGivenUpBy(Profile.WORKER)) {
        print(call.name(), error(call.number(here), 0, 0));
      }
    }
    print("CLONE3", error(SeccompFilter.clone3(), 0, 0));
    print("CLONE", error(SeccompFilter.clone(here), 17, 0));
    print("UNKNOWN", error(500, 0, 0));
    print("SIGNAL_TO_PARENT", error(SeccompFilter.tgkill(here), parent, parent));
    print("SIGNAL_TO_SELF", error(SeccompFilter.tgkill(here), self, self));
    print("LIMIT_OF_PARENT", error(SeccompFilter.prlimit(here), parent, 0));
    print("LIMIT_OF_SELF", error(SeccompFilter.prlimit(here), 0, 0));
    for (ResourceLimit each : ResourceLimit.values()) {
      print(each.name(), hardLimit(each));
    }
    print("PRIORITY_OF_PARENT", error(SeccompFilter.setpriority(here), 0, parent));
    print("PRIORITY_OF_SELF", error(SeccompFilter.setpriority(here), 0, 0));
    print("DUMPABLE", result(here == Architecture.X86_64 ? 157 : 167, GET_DUMPABLE, 0));
    print("FILE", file());
    print("PROGRAM", program());
    print("THREAD", thread());
  }

  private static String badness() {
    try {
      return Files.readString(Path.of("/proc/self/oom_score_adj")).strip();
    } catch (IOException e) {
      return e.toString();
    }
  }

  private int deathSignal() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment signal = arena.allocate(8);
      result(here == Architecture.X86_64 ? 157 : 167, GET_PARENT_DEATH_SIGNAL, signal.address());
      return signal.get(ValueLayout.JAVA_INT, 0);
    }
  }

  private long hardLimit(ResourceLimit of) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment softAndHard = arena.allocate(JAVA_LONG, 2);
      long failed = result(SeccompFilter.prlimit(here), 0, of.number(), 0, softAndHard.address());
      return failed == 0 ? softAndHard.getAtIndex(JAVA_LONG, 1) : -1;
    }
  }

  private static String file() {
    try {
      return "read " + Files.size(Path.of("/etc/hostname"));
    } catch (IOException e) {
      return "refused";
    }
  }

  private static String program() {
    try {
      return "started as " + new ProcessBuilder("/bin/true").start().pid();
    } catch (IOException e) {
      return "refused";
    }
  }

  private static String thread() {
    try {
      Thread thread = Thread.ofPlatform().start(() -> {});
      thread.join();
      return "started";
    } catch (InterruptedException e) {
      return e.toString();
    }
  }

  private void print(String name, Object outcome) {
    System.out.println(name + "=" + outcome);
  }

  private long result(long number, long first, long second) {
    return result(number, first, second, 0, 0);
  }

  private long result(long number, long first, long second, long third, long fourth) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      return (long) SYSCALL.invokeExact(state, number, first, second, third, fourth, 0L);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private int error(long number, long first, long second) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      long result = (long) SYSCALL.invokeExact(state, number, first, second, 0L, 0L, 0L);
      return result == -1
          ? (int)
              Linker.Option.captureStateLayout()
                  .varHandle(PathElement.groupElement("errno"))
                  .get(state, 0L)
          : 0;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
