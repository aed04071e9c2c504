package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.vfs.Errno;
import io.serpentarium.sandbox.vfs.ErrnoException;

/** The process and its scheduling: it can end, and that is all. */
final class ProcessFunctions {

  void register(FunctionTable table) {
    table.addWithoutResult(
        "proc_exit",
        "i",
        a -> {
          throw new ProcessExit((int) a[0]);
        });
    table.add("proc_raise", "i", a -> refuse());
    table.add("sched_yield", "", a -> {});
  }

  private static void refuse() throws ErrnoException {
    throw new ErrnoException(Errno.ENOSYS);
  }
}
