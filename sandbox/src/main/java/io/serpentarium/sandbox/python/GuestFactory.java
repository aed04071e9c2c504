package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.engine.Capability;
import io.serpentarium.sandbox.engine.CompiledModule;
import io.serpentarium.sandbox.engine.Engine;
import io.serpentarium.sandbox.engine.Instance;
import io.serpentarium.sandbox.vfs.MemoryFileSystem;
import io.serpentarium.sandbox.vfs.ReadOnlyImage;
import io.serpentarium.sandbox.wasi.RandomSource;
import io.serpentarium.sandbox.wasi.SystemWasiClock;
import io.serpentarium.sandbox.wasi.WasiClock;
import io.serpentarium.sandbox.wasi.WasiHost;
import java.security.SecureRandom;

/** Makes guests: an instance of the module with a host side of its own. */
final class GuestFactory {

  /**
   * The time that the library bore when the image was made. With another one the guest's importer
   * lists the library's directories anew.
   */
  private static final long LIBRARY_MODIFIED_NANOS = 1_785_888_000L * 1_000_000_000L;

  private final CompiledModule module;
  private final boolean checkpoints;
  private final ReadOnlyImage library;
  private final PythonSandboxOptions options;
  private final WasiClock clock = new SystemWasiClock();
  private final SecureRandom entropy = new SecureRandom();

  /**
   * A factory.
   *
   * @param engine that compiled the module
   * @param standardLibrary a zip archive
   */
  GuestFactory(
      Engine engine, CompiledModule module, byte[] standardLibrary, PythonSandboxOptions options) {
    this.module = module;
    this.checkpoints = engine.capabilities().contains(Capability.CHECKPOINTS);
    this.library = ReadOnlyImage.ofZip(standardLibrary, LIBRARY_MODIFIED_NANOS);
    this.options = options;
  }

  /** Makes one, ready to execute. To be called on a thread of {@link GuestThreads}. */
  Guest make() {
    Interruption interruption = new Interruption();
    GuestConsole console = new GuestConsole(interruption);
    RandomSource random = this::fill;
    MemoryFileSystem files =
        new MemoryFileSystem(library, options.quota(Limits.DEFAULT.diskBytes()), clock::realtime);
    WasiHost host =
        new WasiHost(files, options.maxOpenFiles(), console, interruption, clock, random);
    Instance instance = module.instantiate(host.functions());
    host.attach(instance.memory());
    return new Guest(instance, checkpoints, interruption, console, files);
  }

  private void fill(byte[] target, int length) {
    byte[] bytes = new byte[length];
    entropy.nextBytes(bytes);
    System.arraycopy(bytes, 0, target, 0, length);
  }
}
