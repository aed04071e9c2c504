package io.serpentarium.service.confinement;

import io.serpentarium.sandbox.confinement.Architecture;
import io.serpentarium.sandbox.confinement.Profile;
import io.serpentarium.sandbox.confinement.SystemCall;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Confines its JVM, tries all that is then refused, and prints what came of it. */
final class Attempts {

  private static final int GETPPID_OF_X86_64 = 110;
  private static final int GETPPID_OF_AARCH64 = 173;
  private static final int AF_ALG = 38;

  private final MethodHandle syscall = syscall();
  private final Architecture here = Architecture.current();

  private Attempts() {}

  public static void main(String[] arguments) throws Exception {
    Attempts attempts = new Attempts();
    try (ExecutorService before = Executors.newSingleThreadExecutor()) {
      before.submit(() -> {}).get();
      Confinement.apply(Confinement.Mode.REQUIRED, Isolation.NONE);
      before.submit(attempts::run).get();
    }
  }

  private void run() {
    for (SystemCall call : SystemCall.values()) {
      if (call.isOn(here) && call.isGivenUpBy(Profile.SERVICE)) {
        print(call.name(), error(call.number(here), 0));
      }
    }
    print("CLONE3", error(435, 0));
    print("CLONE", error(here == Architecture.X86_64 ? 56 : 220, 17));
    print("AF_ALG", error(here == Architecture.X86_64 ? 41 : 198, AF_ALG));
    print("INTERNET", internet());
    print(
        "GETPPID", error(here == Architecture.X86_64 ? GETPPID_OF_X86_64 : GETPPID_OF_AARCH64, 0));
    print("PROGRAM", program());
    print("THREAD", thread());
    status().lines().filter(line -> line.matches("(NoNewPrivs|Seccomp):.*")).forEach(this::print);
  }

  private static String status() {
    try {
      return Files.readString(Path.of("/proc/thread-self/status"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static String program() {
    try {
      return "started as " + new ProcessBuilder("/bin/true").start().pid();
    } catch (IOException e) {
      return "refused";
    }
  }

  private static String internet() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.isBound() ? "listens" : "does not listen";
    } catch (IOException e) {
      return e.toString();
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

  private void print(String line) {
    System.out.println(line.replaceAll(":\\s+", "="));
  }

  private static void print(String name, Object outcome) {
    System.out.println(name + "=" + outcome);
  }

  private int error(long number, long argument) {
    try (Arena arena = Arena.ofConfined()) {
      MemoryLayout layout = Linker.Option.captureStateLayout();
      MemorySegment state = arena.allocate(layout);
      long result = (long) syscall.invokeExact(state, number, argument, 0L, 0L, 0L, 0L);
      return result == -1
          ? (int) layout.varHandle(PathElement.groupElement("errno")).get(state, 0L)
          : 0;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  @SuppressWarnings("restricted")
  private static MethodHandle syscall() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("syscall"),
        FunctionDescriptor.of(
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG),
        Linker.Option.firstVariadicArg(1),
        Linker.Option.captureCallState("errno"));
  }
}
