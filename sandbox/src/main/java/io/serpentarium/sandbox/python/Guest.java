package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.snapshot.BeforeImage;
import io.serpentarium.sandbox.snapshot.CompressedImage;
import io.serpentarium.sandbox.snapshot.GuestState;
import io.serpentarium.sandbox.snapshot.MemoryImage;
import io.serpentarium.sandbox.snapshot.PageImage;
import io.serpentarium.sandbox.snapshot.SessionPages;
import io.serpentarium.sandbox.vfs.MemoryFileSystem;
import io.serpentarium.sandbox.wasi.HostState;
import io.serpentarium.sandbox.wasi.Refusals;
import io.serpentarium.sandbox.wasi.WasiHost;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Python interpreter with its host side. The instance behind it may change; its state goes on.
 *
 * <p>One thread at a time, which must be of {@link GuestThreads} for all that makes or enters an
 * instance; {@link #interruption()} and {@link #files()} may be used by any.
 */
final class Guest implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Guest.class);

  private final GuestFactory factory;
  private final Interruption interruption;
  private final GuestConsole console;
  private final GuestTime time;
  private volatile GuestHost host;
  private volatile @Nullable GuestInstance instance;
  private volatile @Nullable CompressedImage asleep;
  private final SessionPages pages = new SessionPages();

  /** A guest without an instance; see {@link #startNew} and {@link #instantiate}. */
  Guest(GuestFactory factory, Interruption interruption, GuestConsole console, GuestTime time) {
    this.factory = factory;
    this.interruption = interruption;
    this.console = console;
    this.time = time;
    this.host = factory.newHost(console, interruption, time);
  }

  /** Begins as a new interpreter. */
  void startNew() {
    GuestInstance fresh = factory.newInstance(host);
    closeUnless(fresh, () -> require(fresh.start()));
    attach(fresh);
  }

  /** Begins as a new interpreter in an instance whose memory is that of a new one. */
  void startAgain(GuestInstance renewed) {
    renewed.serve(host.wasi());
    require(renewed.start());
    attach(renewed);
  }

  /**
   * Leaves its instance to a new guest, in which nothing of this one is left. This guest is of no
   * use afterwards.
   *
   * @return empty where the instance cannot be made new; it is closed then
   */
  Optional<Guest> renew() {
    GuestInstance used = instance;
    if (used == null || isHibernated() || !pages.areInPlace()) {
      close();
      return Optional.empty();
    }
    interruption.detach();
    console.detach();
    instance = null;
    return factory.renewed(used);
  }

  /** Gets an instance to {@link #assume} a state in. */
  void instantiate() {
    attach(factory.newInstance(host));
  }

  private static void require(boolean started) {
    if (!started) {
      throw new IllegalGuestException("a new guest does not start");
    }
  }

  /**
   * What holds now, as a value. Without waking it.
   *
   * @param previous an image whose pages are shared where they are alike, or null
   */
  GuestState capture(@Nullable MemoryImage previous) {
    CompressedImage kept = asleep;
    MemoryImage memory =
        kept == null
            ? factory.images().capture(memory(), pages, previous)
            : factory.images().decompress(kept);
    return new GuestState(memory, host.wasi().capture(), time.monotonic());
  }

  /** See {@link GuestTime#beginCpuTime}. */
  void beginCpuTime() {
    time.beginCpuTime();
  }

  /** Compresses its memory and closes its instance, until {@link #wake}. */
  void hibernate() {
    if (asleep == null) {
      asleep = factory.images().compress(memory(), pages);
      interruption.detach();
      console.detach();
      close();
    }
  }

  boolean isHibernated() {
    return asleep != null;
  }

  /** Ends its hibernation, if it hibernates. */
  void wake() {
    CompressedImage kept = asleep;
    if (kept != null) {
      attach(withMemory(host, factory.images().decompress(kept)));
    }
  }

  /**
   * Takes on a state in the instance that it has, of which no user has run anything, with its
   * random generator seeded anew. When that fails it must only be closed.
   *
   * @param bounds that the state keeps to
   * @throws UnusableStateException when the program in it keeps it from being seeded
   */
  void assume(GuestState state, GuestBounds bounds) {
    time.notBefore(state.monotonicNanos());
    host = restored(host.wasi(), state.host(), bounds);
    GuestInstance own = instance();
    own.setMemoryLimit(bounds.memoryBytes());
    factory.images().apply(state.memory(), pages, own.instance());
    reseed(own);
  }

  private GuestHost restored(WasiHost wasi, HostState state, GuestBounds bounds) {
    MemoryFileSystem files = factory.restoredFiles(state, bounds.files(), time);
    wasi.become(files, state);
    return new GuestHost(wasi, files);
  }

  /**
   * Takes the place of its state. When that fails it is as before.
   *
   * @param bounds that the state keeps to
   * @param reseed whether its random generator is seeded anew
   * @throws UnusableStateException when the program in it keeps it from being seeded
   */
  void become(GuestState state, GuestBounds bounds, boolean reseed) {
    if (isHibernated() || !pages.areInPlace() || !factory.images().fits(state.memory(), memory())) {
      becomeElsewhere(state, bounds, reseed);
    } else {
      becomeInPlace(state, bounds, reseed);
    }
  }

  /** In the same instance, whose only state between calls is its memory, of the same size. */
  private void becomeInPlace(GuestState state, GuestBounds bounds, boolean reseed) {
    HostState hostBefore = host.wasi().capture();
    try (BeforeImage memoryBefore = factory.images().keep(memory(), pages)) {
      try {
        time.notBefore(state.monotonicNanos());
        host = restored(host.wasi(), state.host(), bounds);
        factory.images().replace(memory(), pages, state.memory());
        instance().setMemoryLimit(bounds.memoryBytes());
        if (reseed) {
          reseed(instance());
        }
      } catch (RuntimeException e) {
        goBack(memoryBefore, hostBefore, bounds);
        throw e;
      }
    }
  }

  private void goBack(BeforeImage memoryBefore, HostState hostBefore, GuestBounds bounds) {
    closeInstance();
    host = restored(host.wasi(), hostBefore, bounds);
    attach(withMemory(host, memoryBefore, pages));
  }

  private void becomeElsewhere(GuestState state, GuestBounds bounds, boolean reseed) {
    time.notBefore(state.monotonicNanos());
    WasiHost wasi = factory.newHost(console, interruption, time).wasi();
    GuestHost restored = restored(wasi, state.host(), bounds);
    GuestInstance fresh = withMemory(restored, state.memory());
    fresh.setMemoryLimit(bounds.memoryBytes());
    if (reseed) {
      closeUnless(fresh, () -> reseed(fresh));
    }
    close();
    host = restored;
    attach(fresh);
  }

  private void reseed(GuestInstance fresh) {
    fresh.attachTo(interruption, factory.checkpoints());
    fresh.setDeadline(TimedCall.LIMIT.multipliedBy(2));
    try {
      new TimedCall(interruption, factory.watchdog()).run(() -> seed(fresh));
    } catch (RuntimeException e) {
      reattach();
      throw new UnusableStateException(e);
    }
  }

  private static void seed(GuestInstance fresh) {
    if (!fresh.start()) {
      LOG.debug("A program keeps its random generator from being seeded");
    }
  }

  private void reattach() {
    GuestInstance old = instance;
    if (old != null) {
      old.attachTo(interruption, factory.checkpoints());
    }
  }

  /** Remembers all that holds now, for {@link #rollBack}. It must be awake. */
  BeforeImage mark() {
    host.wasi().mark();
    return factory.images().before(memory(), pages);
  }

  /**
   * Puts back what held at {@link #mark}, in a new instance.
   *
   * @return whether that went well; otherwise it must only be closed
   */
  boolean rollBack(PageImage before) {
    try {
      closeInstance();
      GuestInstance fresh = withMemory(host, before, pages);
      host.wasi().rollBack();
      attach(fresh);
      fresh.control().clearSignal();
      return true;
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error("A session could not be rolled back and is lost", e);
      return false;
    }
  }

  private GuestInstance withMemory(GuestHost of, PageImage image) {
    return withMemory(of, image, new SessionPages());
  }

  private GuestInstance withMemory(GuestHost of, PageImage image, SessionPages below) {
    GuestInstance fresh = factory.newInstance(of);
    closeUnless(fresh, () -> factory.images().apply(image, below, fresh.instance()));
    return fresh;
  }

  private static void closeUnless(GuestInstance fresh, Runnable completed) {
    try {
      completed.run();
    } catch (RuntimeException | Error e) {
      fresh.close();
      throw e;
    }
  }

  private void attach(GuestInstance fresh) {
    pages.moved();
    fresh.attachTo(interruption, factory.checkpoints());
    console.attach(fresh.control());
    instance = fresh;
    asleep = null;
  }

  /** Size of linear memory in bytes; that of when it wakes while it is hibernated. */
  long memoryBytes() {
    CompressedImage kept = asleep;
    return kept == null ? instance().memoryBytes() : factory.images().memoryBytes(kept);
  }

  /** Linear memory. It must be awake, and must not run meanwhile. */
  GuestMemory memory() {
    return instance().instance().memory();
  }

  /** Its instance, which is closed while it is hibernated. */
  GuestInstance instance() {
    return Objects.requireNonNull(instance, "a guest without an instance");
  }

  Interruption interruption() {
    return interruption;
  }

  GuestConsole console() {
    return console;
  }

  /** What its host has refused it so far. */
  Refusals refusals() {
    return host.wasi().refusals();
  }

  /** Opens those of its standard streams that its program has closed. */
  void reopenStreams() {
    host.wasi().reopenStreams();
  }

  MemoryFileSystem files() {
    return host.files();
  }

  /** Closes its instance, with the pages that it has settled. Idempotent. */
  @Override
  public void close() {
    closeInstance();
    pages.close();
  }

  private void closeInstance() {
    GuestInstance closed = instance;
    if (closed != null) {
      closed.close();
    }
  }
}
