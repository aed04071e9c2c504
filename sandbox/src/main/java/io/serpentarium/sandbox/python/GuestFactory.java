package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.engine.CompiledModule;
import io.serpentarium.sandbox.engine.Instance;
import io.serpentarium.sandbox.snapshot.GuestLayout;
import io.serpentarium.sandbox.snapshot.MemoryImages;
import io.serpentarium.sandbox.snapshot.UsualPages;
import io.serpentarium.sandbox.vfs.FileQuota;
import io.serpentarium.sandbox.vfs.MemoryFileSystem;
import io.serpentarium.sandbox.vfs.ReadOnlyImage;
import io.serpentarium.sandbox.wasi.HostState;
import io.serpentarium.sandbox.wasi.RandomSource;
import io.serpentarium.sandbox.wasi.SystemWasiClock;
import io.serpentarium.sandbox.wasi.WasiClock;
import io.serpentarium.sandbox.wasi.WasiHost;
import java.security.SecureRandom;

/** Makes guests and what they consist of. To be used on a thread of {@link GuestThreads}. */
final class GuestFactory implements AutoCloseable {

  private final CompiledModule module;
  private final boolean checkpoints;
  private final ReadOnlyImage library;
  private final int maxOpenFiles;
  private final FileQuota quota;
  private final Watchdog watchdog;
  private final MemoryImages images;
  private final UsualPages usualPages;
  private final WasiClock clock = new SystemWasiClock();
  private final SecureRandom entropy = new SecureRandom();

  /**
   * A factory.
   *
   * @param checkpoints whether the engine has {@link
   *     io.serpentarium.sandbox.engine.Capability#CHECKPOINTS}
   * @param quota of new guests
   * @param watchdog ends guests that do not start
   */
  GuestFactory(
      CompiledModule module,
      GuestLayout layout,
      boolean checkpoints,
      ReadOnlyImage library,
      int maxOpenFiles,
      FileQuota quota,
      Watchdog watchdog) {
    this.module = module;
    this.checkpoints = checkpoints;
    this.library = library;
    this.maxOpenFiles = maxOpenFiles;
    this.quota = quota;
    this.watchdog = watchdog;
    this.images = imagesOf(layout);
    this.usualPages = usualPages();
  }

  private MemoryImages imagesOf(GuestLayout layout) {
    Interruption interruption = new Interruption();
    GuestHost host = newHost(new GuestConsole(interruption), interruption, clock);
    try (Instance neverRun = module.instantiate(host.wasi().functions())) {
      return new MemoryImages(layout, neverRun.memory());
    }
  }

  /** Those of a guest that has executed something. */
  private UsualPages usualPages() {
    try (Guest guest = newGuest()) {
      guest.startNew();
      guest.instance().execute("0", false);
      return images.usualPages(guest.memory());
    }
  }

  /** Makes a guest that is ready to execute. */
  Guest make() {
    Guest guest = newGuest();
    guest.startNew();
    usualPages.populate(guest.memory());
    return guest;
  }

  /** Makes a guest that only waits for a state to {@linkplain Guest#assume assume}. */
  Guest makeBlank() {
    Guest guest = newGuest();
    guest.instantiate();
    return guest;
  }

  private Guest newGuest() {
    Interruption interruption = new Interruption();
    GuestConsole console = new GuestConsole(interruption);
    return new Guest(this, interruption, console, new GuestTime(clock));
  }

  /** An empty file system and the standard descriptors. */
  GuestHost newHost(GuestConsole console, Interruption interruption, WasiClock time) {
    MemoryFileSystem files = new MemoryFileSystem(library, quota, time::realtime);
    return new GuestHost(
        new WasiHost(files, maxOpenFiles, console, interruption, time, random()), files);
  }

  /** The files of a state. */
  MemoryFileSystem restoredFiles(HostState state, FileQuota fileQuota, WasiClock time) {
    return MemoryFileSystem.of(state.files(), library, fileQuota, time::realtime);
  }

  /** A new instance whose imports are the host's, and which has not been started. */
  GuestInstance newInstance(GuestHost host) {
    Instance instance = module.instantiate(host.wasi().functions());
    try {
      host.wasi().attach(instance.memory());
      return new GuestInstance(instance);
    } catch (RuntimeException | Error e) {
      instance.close();
      throw e;
    }
  }

  boolean checkpoints() {
    return checkpoints;
  }

  MemoryImages images() {
    return images;
  }

  Watchdog watchdog() {
    return watchdog;
  }

  private RandomSource random() {
    return (target, length) -> {
      byte[] bytes = new byte[length];
      entropy.nextBytes(bytes);
      System.arraycopy(bytes, 0, target, 0, length);
    };
  }

  @Override
  public void close() {
    images.close();
  }
}
