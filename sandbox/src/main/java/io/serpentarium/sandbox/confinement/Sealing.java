package io.serpentarium.sandbox.confinement;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a worker gives up before it runs anybody's code. Needs no privilege. */
public final class Sealing {

  private static final int SET_PARENT_DEATH_SIGNAL = 1;
  private static final int SET_DUMPABLE = 4;
  private static final int KILLED = 9;

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
    ResourceLimit.lowerAll();
    Seccomp.control(SET_DUMPABLE, 0);
    int process = (int) ProcessHandle.current().pid();
    Seccomp.install(SeccompFilter.of(Architecture.current(), Profile.WORKER, process));
    return Stream.concat(
            Stream.of("dies_with_parent", "oom_first"),
            Stream.concat(
                ResourceLimit.names(), Stream.of("not_dumpable", "no_new_privs", "seccomp")))
        .toList();
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
}
