package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.ExecutionRequest.Mode;
import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.engine.CompiledModule;
import io.serpentarium.sandbox.engine.Instance;
import io.serpentarium.sandbox.linking.SideCatalogue;
import io.serpentarium.sandbox.memory.Blocks;
import io.serpentarium.sandbox.memory.NativeHeap;
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
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes guests and their parts. To be used on a thread of {@link GuestThreads}. */
final class GuestFactory implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(GuestFactory.class);

  private final CompiledModule module;
  private final SideCatalogue sides;
  private final boolean checkpoints;
  private final long stackBytes;
  private final ReadOnlyImage library;
  private final int maxOpenFiles;
  private final FileQuota quota;
  private final Watchdog watchdog;
  private final Blocks unpaid;
  private final GuestOwner nobody;
  private final MemoryImages images;
  private final UsualPages usualPages;
  private final boolean renewing;
  private final WasiClock clock = new SystemWasiClock();
  private final SecureRandom entropy = new SecureRandom();

  /**
   * Creates a factory.
   *
   * @param sides the side modules that guests may have linked
   * @param watchdog the watchdog that ends guests that do not start
   * @param heap the native heap of guests
   * @param permits the permits by which guests share the processors
   */
  GuestFactory(
      CompiledModule module,
      SideCatalogue sides,
      ReadOnlyImage library,
      Traits traits,
      Watchdog watchdog,
      NativeHeap heap,
      CpuPermits permits) {
    this.module = module;
    this.sides = sides;
    this.checkpoints = traits.checkpoints();
    this.stackBytes = traits.stackBytes();
    this.library = library;
    this.maxOpenFiles = traits.maxOpenFiles();
    this.quota = traits.quota();
    this.watchdog = watchdog;
    this.nobody = GuestOwner.nobody(permits);
    this.unpaid = new Blocks(heap, MemoryAccount.unlimited(), Use.FILES);
    this.images = imagesOf(traits.layout());
    try (Guest practised = practised()) {
      this.usualPages = images.usualPages(practised.memory());
      this.renewing =
          images.renew(practised.memory(), usualPages) && images.isNew(practised.memory());
    }
    LOG.debug("Instances are renewed: {}", renewing);
  }

  /**
   * The common traits of a factory's guests.
   *
   * @param checkpoints whether the engine has {@link
   *     io.serpentarium.sandbox.engine.Capability#CHECKPOINTS}
   * @param stackBytes the native stack that a guest may take
   * @param quota the file quota of new guests
   */
  record Traits(
      GuestLayout layout,
      boolean checkpoints,
      long stackBytes,
      int maxOpenFiles,
      FileQuota quota) {}

  private MemoryImages imagesOf(GuestLayout layout) {
    Interruption interruption = new Interruption();
    GuestHost host = newHost(new GuestConsole(interruption), interruption, clock, unpaid);
    HostSide side = new HostSide(host, interruption, bytes -> {});
    try (MemoryFileSystem _ = host.files();
        Instance neverRun = module.instantiate(side.functions())) {
      return new MemoryImages(layout, neverRun.memory());
    }
  }

  /** A guest that has executed a cell and a program. */
  private Guest practised() {
    Guest guest = newGuest();
    guest.startNew();
    GuestDoor.enterNew(guest.instance(), inside -> inside.execute("0", Mode.CELL, true));
    GuestDoor.enterNew(guest.instance(), inside -> inside.execute("print(0)", Mode.PROGRAM, true));
    return guest;
  }

  /** Makes a guest that is ready to execute. */
  Guest make() {
    Guest guest = newGuest();
    guest.startNew();
    usualPages.populate(guest.memory());
    return guest;
  }

  /**
   * Makes a guest that is ready to execute of an instance that another one has used, and that has
   * returned from its last call. Nothing of that use is left in it.
   *
   * @param used owned by the new guest from now on, or closed
   * @return empty where that is impossible: its memory has grown, or the kernel refuses
   */
  Optional<Guest> renewed(GuestInstance used) {
    Guest guest = null;
    try {
      if (renewing && images.renew(used.instance().memory(), usualPages)) {
        guest = newGuest();
        guest.startAgain(used);
        return Optional.of(guest);
      }
    } catch (RuntimeException e) {
      LOG.warn("An instance could not be renewed", e);
    }
    used.close();
    if (guest != null) {
      guest.close();
    }
    return Optional.empty();
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
    return new Guest(this, interruption, console, new GuestTime(clock), unpaid, nobody);
  }

  /**
   * An empty file system and the standard descriptors.
   *
   * @param blocks pays for the files
   */
  GuestHost newHost(
      GuestConsole console, Interruption interruption, WasiClock time, Blocks blocks) {
    MemoryFileSystem files = new MemoryFileSystem(library, quota, time::realtime, blocks);
    return new GuestHost(
        new WasiHost(
            files, maxOpenFiles, console, interruption, interruption::setAlarm, time, random()),
        files);
  }

  /**
   * The files of a state.
   *
   * @param blocks pays for them
   */
  MemoryFileSystem restoredFiles(
      HostState state, FileQuota fileQuota, WasiClock time, Blocks blocks) {
    return MemoryFileSystem.of(state.files(), library, fileQuota, time::realtime, blocks);
  }

  /** A new instance whose imports are the host's, and which has not been started. */
  GuestInstance newInstance(HostSide side) {
    Imports imports = new Imports(side.functions());
    Instance instance = module.instantiate(imports.functions());
    try {
      return new GuestInstance(instance, imports, side.attach(instance, sides), stackBytes);
    } catch (RuntimeException | Error e) {
      instance.close();
      throw e;
    }
  }

  /** Makes an instance, with which nothing is linked, call another host from now on. */
  void serve(GuestInstance renewed, HostSide side) {
    renewed.serve(side.functions(), side.attach(renewed.instance(), sides));
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
