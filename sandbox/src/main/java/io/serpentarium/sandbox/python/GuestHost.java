package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.vfs.MemoryFileSystem;
import io.serpentarium.sandbox.wasi.WasiHost;

/** What the host holds for a guest, whichever instance it has. */
record GuestHost(WasiHost wasi, MemoryFileSystem files) {}
