package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.linking.LinkLog;
import io.serpentarium.sandbox.memory.Blocks;
import io.serpentarium.sandbox.python.GuestDoor.Inside;
import io.serpentarium.sandbox.snapshot.BeforeImage;
import io.serpentarium.sandbox.snapshot.CompressedImage;
import io.serpentarium.sandbox.snapshot.GuestState;
import io.serpentarium.sandbox.snapshot.MemoryImage;
import io.serpentarium.sandbox.snapshot.PageFile;
import io.serpentarium.sandbox.snapshot.PageImage;
import io.serpentarium.sandbox.snapshot.SessionPages;
import io.serpentarium.sandbox.vfs.MemoryFileSystem;
import io.serpentarium.sandbox.wasi.GuestProcesses;
import io.serpentarium.sandbox.wasi.HostState;
import io.serpentarium.sandbox.wasi.Refusals;
import io.serpentarium.sandbox.wasi.WasiHost.Standing;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Python interpreter with its host side. The instance behind it may change; its state goes on.
 *
 * <p>Not thread-safe, and every method that makes or enters an instance needs a thread of {@link
 * GuestThreads}; {@link #interruption()} and {@link #files()} may be used by any thread.
 */
final class Guest implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Guest.class);

  /** The memory that a new instance takes. */
  private static final long FRESH_BYTES = 1 << 20;

  private final GuestFactory factory;
  private final Interruption interruption;
  private final GuestConsole console;
  private final GuestTime time;
  private volatile GuestHost host;
  private volatile @Nullable GuestInstance instance;
  private volatile @Nullable CompressedImage asleep;
  private final SessionPages pages = new SessionPages();
  private volatile Blocks blocks;
  private volatile GuestOwner owner;
  private @Nullable MemoryFileSystem visited;
  private LinkLog asleepLinks = LinkLog.EMPTY;
  private LinkLog markedLinks = LinkLog.EMPTY;
  private volatile MemoryPromise promise = new MemoryPromise(MemoryAccount.unlimited());
  private boolean left;

  /**
   * Creates a guest without an instance; see {@link #startNew} and {@link #instantiate}.
   *
   * @param blocks the blocks of its owner, who pays until {@link #payBy}
   */
  Guest(
      GuestFactory factory,
      Interruption interruption,
      GuestConsole console,
      GuestTime time,
      Blocks blocks,
      GuestOwner owner) {
    this.blocks = blocks;
    this.owner = owner;
    this.factory = factory;
    this.interruption = interruption;
    this.console = console;
    this.time = time;
    this.host = factory.newHost(console, interruption, time, blocks);
  }

  /**
   * Charges an account from now on. No user has run anything in the guest.
   *
   * @throws io.serpentarium.sandbox.MemoryRefusedException if there is no room
   */
  void payBy(GuestOwner newOwner) {
    host.files().payBy(newOwner.memory());
    MemoryPromise former = promise;
    MemoryPromise next = new MemoryPromise(newOwner.memory());
    next.set(FRESH_BYTES);
    promise = next;
    former.set(0);
    blocks = new Blocks(blocks.heap(), newOwner.memory(), blocks.use());
    owner = newOwner;
  }

  /** Begins as a new interpreter. */
  void startNew() {
    GuestInstance fresh = newInstance(host);
    closeUnless(fresh, () -> require(GuestDoor.enterNew(fresh, Inside::start)));
    attach(fresh);
  }

  /** Begins as a new interpreter in an instance whose memory is that of a new one. */
  void startAgain(GuestInstance renewed) {
    factory.serve(renewed, hostSide(host));
    require(GuestDoor.enterNew(renewed, Inside::start));
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
    if (used == null || isHibernated() || !pages.areInPlace() || !used.links().isUnused()) {
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
    attach(newInstance(host));
  }

  private GuestInstance newInstance(GuestHost of) {
    return factory.newInstance(hostSide(of));
  }

  private HostSide hostSide(GuestHost of) {
    return new HostSide(of, interruption, bytes -> promise.add(bytes));
  }

  private static void require(boolean started) {
    if (!started) {
      throw new IllegalGuestException("a new guest does not start");
    }
  }

  /**
   * Captures the present state, as a value that the caller closes, without waking the guest.
   *
   * @param previous an image with which equal pages are shared, or null
   * @param use the purpose for which the account is charged
   */
  GuestState capture(@Nullable MemoryImage previous, Use use) {
    Blocks payer = blocks.forUse(use);
    CompressedImage kept = asleep;
    MemoryImage memory =
        kept == null
            ? factory.images().capture(memory(), pages, previous, payer)
            : factory.images().decompress(kept, payer);
    try {
      return new GuestState(memory, host.wasi().capture(use), time.monotonic(), links());
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  /** See {@link GuestTime#beginCpuTime}. */
  void beginCpuTime() {
    time.beginCpuTime();
  }

  /** Compresses its memory and closes its instance, until {@link #wake}. */
  void hibernate() {
    if (asleep == null) {
      asleep = factory.images().compress(memory(), pages, blocks.forUse(Use.HIBERNATION));
      asleepLinks = instance().links().log();
      interruption.detach();
      console.detach();
      closeInstance();
      pages.close();
      promise.set(0);
    }
  }

  boolean isHibernated() {
    return asleep != null;
  }

  /** Ends the hibernation, if the guest hibernates. */
  void wake() {
    CompressedImage kept = asleep;
    if (kept != null) {
      promise.raise(FRESH_BYTES + kept.ownBytes());
      GuestInstance fresh = newInstance(host);
      closeUnless(
          fresh,
          () -> {
            fresh.replay(asleepLinks, factory.images().memoryBytes(kept));
            factory.images().apply(kept, fresh.instance());
          });
      attach(fresh);
    }
  }

  /**
   * Puts a state into the present instance, in which no user has run anything, and {@linkplain
   * #begin begins}. On failure the guest must only be closed.
   *
   * @param shared a file of the state's memory, or null
   * @param bounds the bounds that the state observes
   * @throws UnusableStateException if the program in the state keeps it from being seeded
   */
  void assume(GuestState state, @Nullable PageFile shared, GuestBounds bounds) {
    put(state, shared, bounds);
    begin(state, shared, bounds);
  }

  /**
   * Puts a state into the present instance, in which no user has run anything. On failure the guest
   * must only be closed.
   *
   * @param shared a file of the state's memory, or null
   * @param bounds the bounds that the state observes
   */
  void put(GuestState state, @Nullable PageFile shared, GuestBounds bounds) {
    promise.raise(FRESH_BYTES + bytesOf(state, shared));
    moveTo(new GuestHost(host.wasi(), files(state.host(), bounds)), state.host());
    GuestInstance own = instance();
    own.setMemoryLimit(bounds.memoryBytes());
    own.replay(state.links(), memoryBytesOf(state.memory()));
    if (shared == null) {
      factory.images().apply(state.memory(), pages, own.instance());
    } else {
      factory.images().apply(state.memory(), shared, pages, own.instance());
    }
  }

  /**
   * Goes on from a state that was {@linkplain #put put} into the instance, with a freshly seeded
   * random generator. On failure the guest must only be closed.
   *
   * @throws UnusableStateException if the program in the state keeps it from being seeded
   */
  void begin(GuestState state, @Nullable PageFile shared, GuestBounds bounds) {
    promise.raise(FRESH_BYTES + linkedBytes() + bytesOf(state, shared));
    time.notBefore(state.monotonicNanos());
    GuestInstance own = instance();
    own.setMemoryLimit(bounds.memoryBytes());
    reseed(own, bounds);
  }

  private static long bytesOf(GuestState state, @Nullable PageFile shared) {
    return state.memory().sizeBytes() - (shared == null ? 0 : shared.sizeBytes());
  }

  private MemoryFileSystem files(HostState state, GuestBounds bounds) {
    return factory.restoredFiles(state, bounds.files(), time, blocks);
  }

  /** Goes on with another host, made of a state, and closes the files that it had. */
  private void moveTo(GuestHost next, HostState state) {
    next.wasi().become(next.files(), state);
    GuestHost former = host;
    host = next;
    former.files().close();
  }

  /**
   * Replaces the present state. On failure the guest is unchanged.
   *
   * @param bounds the bounds that the state observes
   * @param reseed whether its random generator is freshly seeded
   * @throws UnusableStateException if the program in the state keeps it from being seeded
   */
  void become(GuestState state, GuestBounds bounds, boolean reseed) {
    if (isHibernated()
        || !pages.areInPlace()
        || !instance().links().isAt(state.links())
        || !factory.images().fits(state.memory(), memory())) {
      becomeElsewhere(state, bounds, reseed);
    } else {
      becomeInPlace(state, bounds, reseed);
    }
  }

  /**
   * Replaces the state in the present instance, whose only state between calls is its memory, of
   * the same size.
   */
  private void becomeInPlace(GuestState state, GuestBounds bounds, boolean reseed) {
    LinkLog linked = links();
    try (BeforeImage memoryBefore = factory.images().keep(memory(), pages)) {
      // The way back is what the host stands on now, so it cannot be refused.
      GuestHost former = host;
      GuestHost next = new GuestHost(former.wasi(), files(state.host(), bounds));
      Standing standing = former.wasi().exchange(next.files(), state.host());
      host = next;
      try {
        time.notBefore(state.monotonicNanos());
        factory.images().replace(memory(), pages, state.memory());
        instance().setMemoryLimit(bounds.memoryBytes());
        if (reseed) {
          reseed(instance(), bounds);
        }
      } catch (RuntimeException e) {
        closeInstance();
        host = former;
        former.wasi().goBack(standing);
        next.files().close();
        attach(withMemory(former, memoryBefore, pages, linked));
        throw e;
      }
      former.wasi().forget(standing);
      former.files().close();
    }
  }

  private void becomeElsewhere(GuestState state, GuestBounds bounds, boolean reseed) {
    promise.add(FRESH_BYTES + state.memory().sizeBytes());
    time.notBefore(state.monotonicNanos());
    GuestHost next = newHost(state.host(), bounds);
    try {
      GuestInstance fresh = withMemory(next, state.memory(), new SessionPages(), state.links());
      fresh.setMemoryLimit(bounds.memoryBytes());
      if (reseed) {
        closeUnless(fresh, () -> reseed(fresh, bounds));
      }
      GuestHost former = host;
      closeInstance();
      pages.close();
      host = next;
      attach(fresh);
      former.files().close();
    } catch (RuntimeException | Error e) {
      next.files().close();
      throw e;
    }
  }

  private GuestHost newHost(HostState state, GuestBounds bounds) {
    GuestHost empty = factory.newHost(console, interruption, time, blocks);
    try (MemoryFileSystem _ = empty.files()) {
      GuestHost made = new GuestHost(empty.wasi(), files(state, bounds));
      made.wasi().become(made.files(), state);
      return made;
    }
  }

  private void reseed(GuestInstance fresh, GuestBounds bounds) {
    fresh.attachTo(interruption, factory.checkpoints());
    try {
      new TimedCall(this, owner, factory.watchdog()).run(fresh, bounds.memoryBytes(), Guest::seed);
    } catch (RuntimeException e) {
      reattach();
      throw new UnusableStateException(e);
    }
  }

  private static void seed(Inside inside) {
    if (!inside.start()) {
      LOG.debug("A program keeps its random generator from being seeded");
    }
  }

  private void reattach() {
    GuestInstance old = instance;
    if (old != null) {
      old.attachTo(interruption, factory.checkpoints());
    }
  }

  /** Remembers the present state, for {@link #rollBack}. The guest must be awake. */
  BeforeImage mark() {
    host.wasi().mark();
    markedLinks = links();
    return factory.images().before(memory(), pages);
  }

  /**
   * Restores the state of {@link #mark}, in a new instance.
   *
   * @return whether that went well; otherwise it must only be closed
   */
  boolean rollBack(PageImage before) {
    try {
      closeInstance();
      GuestInstance fresh = withMemory(host, before, pages, markedLinks);
      host.wasi().rollBack();
      attach(fresh);
      fresh.control().clearSignal();
      return true;
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error("A session could not be rolled back and is lost", e);
      return false;
    }
  }

  private GuestInstance withMemory(
      GuestHost of, PageImage image, SessionPages below, LinkLog linked) {
    GuestInstance fresh = newInstance(of);
    closeUnless(
        fresh,
        () -> {
          fresh.replay(linked, memoryBytesOf(image));
          factory.images().apply(image, below, fresh.instance());
        });
    return fresh;
  }

  private long memoryBytesOf(PageImage image) {
    return factory.images().hiddenBytes() + image.memoryBytes();
  }

  /** Returns the links, or those to restore when the guest wakes. */
  private LinkLog links() {
    return isHibernated() ? asleepLinks : instance().links().log();
  }

  /** Returns the bytes that linked modules take in addition to linear memory. */
  private long linkedBytes() {
    return isHibernated() ? 0 : instance().links().nativeBytes();
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
    CompressedImage kept = asleep;
    asleep = null;
    if (kept != null) {
      kept.close();
    }
  }

  /** Size of linear memory in bytes; that of when it wakes while it is hibernated. */
  long memoryBytes() {
    CompressedImage kept = asleep;
    return kept == null ? instance().memoryBytes() : factory.images().memoryBytes(kept);
  }

  /** Returns linear memory. The guest must be awake, and must not run meanwhile. */
  GuestMemory memory() {
    return instance().instance().memory();
  }

  /** Returns the instance, which is closed while the guest is hibernated. */
  GuestInstance instance() {
    return Objects.requireNonNull(instance, "a guest without an instance");
  }

  Interruption interruption() {
    return interruption;
  }

  GuestConsole console() {
    return console;
  }

  /** Returns the account that pays for the guest. */
  MemoryAccount account() {
    return owner.memory();
  }

  /** Returns the refusals of its host so far. */
  Refusals refusals() {
    return host.wasi().refusals();
  }

  /** Opens those of its standard streams that its program has closed. */
  void reopenStreams() {
    host.wasi().reopenStreams();
  }

  MemoryFileSystem files() {
    MemoryFileSystem others = visited;
    return others == null ? host.files() : others;
  }

  /**
   * Uses the files of another guest, which may run at the same time, until it {@linkplain #leave
   * leaves}. No user has run anything in this guest.
   */
  void visit(MemoryFileSystem others) {
    host.wasi().visit(others);
    visited = others;
  }

  /** Sets what runs the programs that the guest starts. */
  void setProcesses(GuestProcesses processes) {
    host.wasi().setProcesses(processes);
  }

  /** Lets the guest start no program from now on. */
  void forgetProcesses() {
    host.wasi().forgetProcesses();
  }

  GuestOwner owner() {
    return owner;
  }

  /**
   * Bytes of the process that were its memory's alone when that was last looked at; 0 while it is
   * hibernated.
   */
  long heldBytes() {
    return isHibernated() ? 0 : pages.heldBytes();
  }

  /**
   * Reserves the memory that an execution may take: linear memory up to a limit, the file below it
   * with settled pages, and a copy of the pages that are not settled.
   *
   * @throws io.serpentarium.sandbox.MemoryRefusedException if there is no room
   */
  void promise(Limits limits) {
    CompressedImage kept = asleep;
    long held = kept == null ? pages.heldBytes() : kept.ownBytes();
    promise.raise(FRESH_BYTES + linkedBytes() + limits.memoryBytes() + held + held / 2);
  }

  /** Reduces the account's promise to the memory in use. */
  void settlePromise() {
    promise.set(left || isHibernated() ? 0 : FRESH_BYTES + linkedBytes() + pages.heldBytes());
  }

  /**
   * Measures the memory that the guest shares with no other. The guest must be awake, and must not
   * run meanwhile.
   */
  void measure() {
    factory.images().measure(memory(), pages);
  }

  /** Frees all that it holds but its instance, which can still be {@linkplain #renew renewed}. */
  void leave() {
    if (visited != null) {
      host.wasi().closeDescriptors();
      visited = null;
    }
    host.files().close();
    promise.set(0);
    CompressedImage kept = asleep;
    if (kept != null && !left) {
      kept.close();
    }
    left = true;
  }

  /** Closes the instance and frees all resources. Idempotent. */
  @Override
  public void close() {
    closeMemory();
    leave();
  }

  /** Closes the instance, with its settled pages; its files stay. Idempotent. */
  void closeMemory() {
    closeInstance();
    pages.close();
    promise.set(0);
  }

  private void closeInstance() {
    GuestInstance closed = instance;
    if (closed != null) {
      closed.close();
    }
  }
}
