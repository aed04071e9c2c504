package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.vfs.MemoryFileSystem;
import io.serpentarium.sandbox.wasi.WasiHost;

/** The host side of a guest, whichever instance it has. */
record GuestHost(WasiHost wasi, MemoryFileSystem files) {}
