package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.vfs.Errno;
import io.serpentarium.sandbox.vfs.ErrnoException;

/** The process and its scheduling: it can end, and that is all. */
final class ProcessFunctions {

  /** Signals have the numbers 1 to 64. */
  private static final int SIGNALS = 0x7f;

  /**
   * Registers the functions.
   *
   * @param table the table of preview1
   * @param extensions the table of functions that preview1 lacks
   */
  void register(FunctionTable table, FunctionTable extensions) {
    table.addWithoutResult(
        "proc_exit",
        "i",
        a -> {
          throw new ProcessExit((int) a[0]);
        });
    extensions.addWithoutResult(
        "proc_kill",
        "i",
        a -> {
          throw ProcessExit.by((int) a[0] & SIGNALS);
        });
    table.add("proc_raise", "i", a -> refuse());
    table.add("sched_yield", "", a -> {});
  }

  private static void refuse() throws ErrnoException {
    throw new ErrnoException(Errno.ENOSYS);
  }
}
