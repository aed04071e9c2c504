package io.serpentarium.sandbox.confinement;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.serpentarium.sandbox.libc.CFunctions;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a worker gives up before it runs anybody's code. Needs no privilege. */
public final class Sealing {

  private static final int SET_PARENT_DEATH_SIGNAL = 1;
  private static final int SET_DUMPABLE = 4;
  private static final int KILLED = 9;
  private static final int LIMIT_OF_CORE = 4;

  /** The kernel's badness of a worker, half of the highest: it goes before its front does. */
  private static final int BADNESS = 500;

  private static final Path BADNESS_FILE = Path.of("/proc/self/oom_score_adj");

  private Sealing() {}

  /**
   * Has this process end with the thread that started it, which may be gone already: the pipe to it
   * shows that. To be called by a thread that stays, since the kernel keeps it with that.
   *
   * @throws UnsupportedConfinementException if the kernel refuses
   */
  public static void dieWithParent() {
    Seccomp.control(SET_PARENT_DEATH_SIGNAL, KILLED);
  }

  /**
   * Seals this process for good: it opens nothing, starts nothing, and reaches no other process.
   *
   * @return the names of what holds from now on
   * @throws UnsupportedConfinementException if the kernel refuses any of it
   */
  public static List<String> seal() {
    raiseBadness();
    leaveNoCore();
    Seccomp.control(SET_DUMPABLE, 0);
    int process = (int) ProcessHandle.current().pid();
    Seccomp.install(SeccompFilter.of(Architecture.current(), Profile.WORKER, process));
    return List.of(
        "dies_with_parent", "oom_first", "no_core", "not_dumpable", "no_new_privs", "seccomp");
  }

  private static void raiseBadness() {
    try {
      int present = Integer.parseInt(Files.readString(BADNESS_FILE).strip());
      if (present < BADNESS) {
        Files.writeString(BADNESS_FILE, Integer.toString(BADNESS));
      }
    } catch (IOException | NumberFormatException e) {
      throw new UnsupportedConfinementException(BADNESS_FILE + " cannot be written", e);
    }
  }

  private static void leaveNoCore() {
    MethodHandle setLimit =
        CFunctions.get("setrlimit", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment none = arena.allocate(JAVA_LONG, 2);
      int result = (int) setLimit.invokeExact(LIMIT_OF_CORE, none);
      if (result != 0) {
        throw new UnsupportedConfinementException("setrlimit answered %d".formatted(result));
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new UnsupportedConfinementException("setrlimit cannot be called", e);
    }
  }
}
