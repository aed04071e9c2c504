package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.LimitBelowHeldException;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.PackageInfo;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.SandboxInfo;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.sandbox.SandboxStatistics;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.SnapshotException;
import io.serpentarium.sandbox.SnapshotException.Reason;
import io.serpentarium.sandbox.SnapshotImport;
import io.serpentarium.sandbox.engine.Capability;
import io.serpentarium.sandbox.engine.CompiledModule;
import io.serpentarium.sandbox.engine.Engine;
import io.serpentarium.sandbox.engine.EngineException;
import io.serpentarium.sandbox.linking.MainModule;
import io.serpentarium.sandbox.linking.SideCatalogue;
import io.serpentarium.sandbox.memory.Blocks;
import io.serpentarium.sandbox.memory.NativeHeap;
import io.serpentarium.sandbox.snapshot.GuestLayout;
import io.serpentarium.sandbox.snapshot.GuestState;
import io.serpentarium.sandbox.snapshot.HostBounds;
import io.serpentarium.sandbox.snapshot.MemoryImage;
import io.serpentarium.sandbox.snapshot.PageFile;
import io.serpentarium.sandbox.snapshot.SnapshotFormat;
import io.serpentarium.sandbox.snapshot.StoredState;
import io.serpentarium.sandbox.vfs.ImageBuilder;
import io.serpentarium.sandbox.vfs.ReadOnlyImage;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sandbox over one engine and the python.wasm of {@code wasm-artifacts}. */
public final class PythonSandbox implements Sandbox {

  /** The most runs of pages that copies of a session share: there may be thousands of sessions. */
  private static final int MOST_RUNS_OF_COPIES = 8;

  private static final Logger LOG = LoggerFactory.getLogger(PythonSandbox.class);

  /** Seconds that {@link #close} gives running guests to unwind. */
  private static final int CLOSE_SECONDS = 10;

  /**
   * The modification time of the library when the image was made. With another one the guest's
   * importer lists the library's directories again.
   */
  private static final long LIBRARY_MODIFIED_NANOS = 1_785_888_000L * 1_000_000_000L;

  private final Engine engine;
  private final CompiledModule module;
  private final ExecutorService compiler;
  private final SideCatalogue sides;
  private final SandboxInfo info;
  private final PythonSandboxOptions options;
  private final ExecutorService guestThreads;

  /** Apart from those of executions, which wait for them. */
  private final ExecutorService childThreads;

  private final GuestWorkers workers;
  private final GuestWorkers poolWorkers;
  private final Watchdog watchdog = new Watchdog();
  private final NativeHeap heap = new NativeHeap();
  private final CpuPermits permits;
  private final GuestFactory factory;
  private final InstancePool pool;
  private final SnapshotFormat format;
  private final SessionHouse house = new House();
  private final Set<PythonSession> sessions = ConcurrentHashMap.newKeySet();

  /** By the memory of the state that each has. */
  private final Map<MemoryImage, StartingPoint> starts = new ConcurrentHashMap<>();

  private final AtomicInteger admitted = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Starts a sandbox: unpacks and compiles python.wasm, or finds it in the cache of an earlier
   * start, and begins to fill the pool.
   *
   * @param engine owned by the sandbox from now on
   */
  public PythonSandbox(Engine engine, PythonSandboxOptions options) {
    this(engine, options, PythonArtifacts.load(options.cacheDirectory()));
  }

  /** Starts a sandbox of artifacts that others may share. */
  PythonSandbox(Engine engine, PythonSandboxOptions options, PythonArtifacts artifacts) {
    this.engine = engine;
    GuestLayout layout = GuestLayout.of(artifacts.module());
    this.module = engine.compile(artifacts.module());
    this.options = options;
    this.permits = new CpuPermits(options.cpuPermits(), System::nanoTime);
    GuestThreads threads = new GuestThreads(engine.threadStackBytes());
    this.guestThreads = threads.executor("serpentarium-guest-", options.maxExecutions());
    this.childThreads = threads.executor("serpentarium-child-", options.maxExecutions());
    this.workers = new GuestWorkers(threads.factory("serpentarium-worker-"));
    this.poolWorkers = new GuestWorkers(threads.backgroundFactory("serpentarium-pool-"));
    this.compiler = Executors.newSingleThreadExecutor(threads.factory("serpentarium-compiler-"));
    this.sides = sidesOf(artifacts);
    Wheelhouse wheelhouse = Wheelhouse.open(options.wheelhouse());
    List<Pack> packs = wheelhouse.without(artifacts.packs());
    this.info = infoOf(artifacts, packs, wheelhouse);
    ReadOnlyImage library = libraryOf(artifacts, packs, wheelhouse);
    this.factory = workers.call(() -> newFactory(layout, library));
    this.format =
        new SnapshotFormat(
            wheelhouse.fingerprint(artifacts.fingerprint()),
            factory.images(),
            new HostBounds(
                library,
                options.quota(HostBounds.MAX_FILE_BYTES),
                options.maxOpenFiles(),
                sides::has));
    this.pool = new InstancePool(options.poolSize(), factory::make, workers, poolWorkers);
    if (options.extensionsAhead()) {
      var _ = sides.compileAhead();
    }
  }

  /** Waits until each extension module is compiled, after which the sandbox opens no file. */
  public void awaitExtensions() {
    sides.compileAhead().join();
  }

  private SideCatalogue sidesOf(PythonArtifacts artifacts) {
    if (!engine.capabilities().contains(Capability.LINKING)) {
      return SideCatalogue.refusing(
          "the engine '%s' loads no extension modules; the engine 'ffm' does"
              .formatted(engine.name()));
    }
    MainModule main = MainModule.of(artifacts.module());
    if (!main.isLinkable()) {
      return SideCatalogue.refusing("this interpreter loads no extension modules");
    }
    return new SideCatalogue(
        engine,
        main,
        artifacts.packs().stream().flatMap(pack -> pack.sides().stream()).toList(),
        compiler);
  }

  private SandboxInfo infoOf(PythonArtifacts artifacts, List<Pack> packs, Wheelhouse wheelhouse) {
    List<PackageInfo> packages = new ArrayList<>(packs.stream().map(Pack::info).toList());
    packages.addAll(wheelhouse.packages());
    packages.sort(Comparator.comparing(PackageInfo::name));
    return new SandboxInfo(
        artifacts.pythonVersion(),
        artifacts.moduleSha256(),
        engine.name(),
        engine.version(),
        packages);
  }

  private ReadOnlyImage libraryOf(
      PythonArtifacts artifacts, List<Pack> packs, Wheelhouse wheelhouse) {
    ImageBuilder library =
        new ImageBuilder().addStored(artifacts.standardLibrary(), LIBRARY_MODIFIED_NANOS);
    // Side by side: each is checked, 120 MB in all.
    packs.parallelStream()
        .map(pack -> pack.library().get())
        .toList()
        .forEach(content -> library.addStored(content, LIBRARY_MODIFIED_NANOS));
    try (WheelCompiler compiler =
        new WheelCompiler(
            options.cacheDirectory(), artifacts.moduleSha256(), this::withoutWheelhouse)) {
      wheelhouse.addTo(library, compiler::compile, LIBRARY_MODIFIED_NANOS);
    }
    return library.build();
  }

  private Sandbox withoutWheelhouse() {
    return new PythonSandbox(
        new BorrowedEngine(engine),
        options.withWheelhouse(null).withPoolSize(0).withExtensionsAhead(false));
  }

  private GuestFactory newFactory(GuestLayout layout, ReadOnlyImage library) {
    return new GuestFactory(
        module,
        sides,
        library,
        new GuestFactory.Traits(
            layout,
            engine.capabilities().contains(Capability.CHECKPOINTS),
            engine.guestStackBytes(),
            options.maxOpenFiles(),
            options.quota(Limits.DEFAULT.diskBytes())),
        watchdog,
        heap,
        permits);
  }

  @Override
  public Session open(SessionOptions session) {
    requireOpen();
    admit(1);
    try {
      return register(adopted(pool.take(), session), session);
    } catch (EngineException e) {
      admitted.decrementAndGet();
      throw noInstanceFits(e);
    } catch (RuntimeException e) {
      admitted.decrementAndGet();
      throw e;
    }
  }

  private static SandboxSaturatedException noInstanceFits(RuntimeException cause) {
    return new SandboxSaturatedException("no further instance fits into this process", cause);
  }

  /** A new guest whose session pays for it. */
  private Guest adopted(Guest guest, SessionOptions session) {
    try {
      requireRoom(session.limits(), guest.memoryBytes());
      guest.files().setQuota(house.bounds(session).files());
      guest.payBy(GuestOwner.of(session, permits));
      return guest;
    } catch (RuntimeException e) {
      guest.close();
      throw e;
    }
  }

  private static void requireRoom(Limits limits, long heldBytes) {
    if (limits.memoryBytes() < heldBytes) {
      throw new LimitBelowHeldException(limits.memoryBytes(), heldBytes);
    }
  }

  @Override
  public Session open(SessionOptions session, Snapshot snapshot) {
    requireOpen();
    GuestState state = house.stateOf(snapshot);
    try {
      return house.open(session, state, 1).getFirst();
    } finally {
      state.release();
    }
  }

  @Override
  public Preparation prepare(Snapshot snapshot, int sessions, MemoryAccount account) {
    requireOpen();
    GuestState state = house.stateOf(snapshot);
    StartingPoint start = startingPoint(state, GuestOwner.nobody(account, permits));
    start.fill(
        sessions, house.bounds(SessionOptions.withLimits(Limits.DEFAULT)), workers, poolWorkers);
    StartingPoint former = starts.put(state.memory(), start);
    if (former != null) {
      former.close();
    }
    return () -> {
      if (starts.remove(state.memory(), start)) {
        start.close();
      }
    };
  }

  /** Creates a starting point, which owns the state. */
  private StartingPoint startingPoint(GuestState state, GuestOwner keeper) {
    try {
      Optional<PageFile> shared =
          workers.call(
              () -> factory.images().share(state.memory(), PageFile.MOST_RUNS, keeper.memory()));
      return new StartingPoint(factory, state, shared.orElse(null), keeper);
    } catch (RuntimeException | Error e) {
      state.release();
      throw e;
    }
  }

  @Override
  public Snapshot importSnapshot(InputStream in, SnapshotImport how) throws IOException {
    Blocks blocks = new Blocks(heap, how.account(), Use.SNAPSHOT);
    return new PythonSnapshot(format.read(in, how, blocks), format, blocks);
  }

  /** Makes its guests. */
  GuestFactory factory() {
    return factory;
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new IllegalStateException("the sandbox is closed");
    }
  }

  private void admit(int count) {
    int free = options.maxSessions() - admitted.getAndAccumulate(count, this::sumIfFits);
    if (count > free) {
      throw new SandboxSaturatedException("%d sessions fit".formatted(options.maxSessions()));
    }
  }

  private int sumIfFits(int sessions, int more) {
    return more > options.maxSessions() - sessions ? sessions : sessions + more;
  }

  private PythonSession register(Guest guest, SessionOptions session) {
    PythonSession opened = new PythonSession(guest, session, house);
    sessions.add(opened);
    return opened;
  }

  @Override
  public SandboxInfo info() {
    return info;
  }

  @Override
  public SandboxStatistics statistics() {
    Engine.Enforcement enforcement = engine.enforcement();
    return new SandboxStatistics(
        admitted.get(),
        watchdog.executions(),
        pool.ready(),
        pool.target(),
        pool.hits(),
        pool.misses(),
        heap.usedBytes(),
        watchdog.sinceLastTick(),
        watchdog.failures(),
        enforcement.sinceLastTick(),
        enforcement.failures());
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    compiler.shutdown();
    workers.close();
    poolWorkers.close();
    pool.close();
    starts.values().forEach(StartingPoint::close);
    sessions.forEach(PythonSession::close);
    guestThreads.shutdown();
    childThreads.shutdown();
    if (guestsEnded()) {
      watchdog.close();
      factory.close();
      heap.close();
      sides.close();
      module.close();
      engine.close();
    } else {
      // Closing the engine below a running guest would end the JVM.
      LOG.error("Guests still run; their engine is left open");
    }
  }

  private boolean guestsEnded() {
    try {
      return guestThreads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)
          && childThreads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The sandbox as its sessions see it. */
  private final class House implements SessionHouse {

    @Override
    public boolean execute(Runnable execution) {
      return execute(guestThreads, execution);
    }

    @Override
    public boolean executeChild(Runnable child) {
      return execute(childThreads, child);
    }

    private static boolean execute(ExecutorService threads, Runnable task) {
      try {
        threads.execute(task);
        return true;
      } catch (RejectedExecutionException e) {
        return false;
      }
    }

    @Override
    public Guest newChild(Guest other) {
      Guest guest = paidBy(other.owner());
      try {
        guest.visit(other.files());
        return guest;
      } catch (RuntimeException | Error e) {
        guest.close();
        throw e;
      }
    }

    private Guest paidBy(GuestOwner owner) {
      try {
        Guest guest = pool.take();
        try {
          guest.payBy(owner);
          return guest;
        } catch (RuntimeException e) {
          guest.close();
          throw e;
        }
      } catch (EngineException | IllegalStateException e) {
        throw noInstanceFits(e);
      }
    }

    @Override
    public <T> T call(Supplier<T> use) {
      try {
        return workers.call(use);
      } catch (UnusableStateException e) {
        throw new SnapshotException(Reason.UNUSABLE, "its program fails or does not end");
      } catch (EngineException e) {
        throw noInstanceFits(e);
      }
    }

    @Override
    public Watchdog watchdog() {
      return watchdog;
    }

    @Override
    public Duration interruptGrace() {
      return options.interruptGrace();
    }

    @Override
    public GuestBounds bounds(SessionOptions session) {
      Limits limits = session.limits();
      return new GuestBounds(
          limits.memoryBytes(), factory.images().hiddenBytes(), options.quota(limits.diskBytes()));
    }

    @Override
    public List<Session> open(SessionOptions session, GuestState state, int count) {
      GuestBounds bounds = bounds(session);
      bounds.requireFits(state);
      session.cpu().requireLeft();
      GuestOwner owner = GuestOwner.of(session, permits);
      admit(count);
      List<Guest> guests = new ArrayList<>();
      try {
        copy(state, count, bounds, owner, guests);
      } catch (RuntimeException e) {
        guests.forEach(Guest::close);
        admitted.addAndGet(-count);
        throw e;
      }
      return guests.stream().<Session>map(guest -> register(guest, session)).toList();
    }

    /** Adds guests in a state. */
    private void copy(
        GuestState state, int count, GuestBounds bounds, GuestOwner owner, List<Guest> guests) {
      PageFile shared = sharedBy(count, state, owner);
      try {
        for (int i = 0; i < count; i++) {
          guests.add(call(() -> copyOf(state, shared, bounds, owner)));
        }
      } finally {
        if (shared != null) {
          shared.release();
        }
      }
    }

    /** Returns a file of the memory that several copies of a state share, where it is worth one. */
    private @Nullable PageFile sharedBy(int count, GuestState state, GuestOwner owner) {
      return count == 1 || starts.containsKey(state.memory())
          ? null
          : call(() -> factory.images().share(state.memory(), MOST_RUNS_OF_COPIES, owner.memory()))
              .orElse(null);
    }

    private Guest copyOf(
        GuestState state, @Nullable PageFile shared, GuestBounds bounds, GuestOwner owner) {
      StartingPoint start = starts.get(state.memory());
      if (start != null) {
        Optional<Guest> there = start.open(bounds, owner, this::unused);
        if (there.isPresent()) {
          return there.get();
        }
      }
      Guest guest = unused();
      try {
        guest.payBy(owner);
        guest.assume(state, shared, bounds);
        return guest;
      } catch (RuntimeException | Error e) {
        guest.close();
        throw e;
      }
    }

    private Guest unused() {
      return pool.poll().orElseGet(factory::makeBlank);
    }

    @Override
    public Snapshot snapshotOf(GuestState state, MemoryAccount account) {
      return new PythonSnapshot(
          new StoredState(state, Instant.now()), format, new Blocks(heap, account, Use.SNAPSHOT));
    }

    @Override
    public GuestState stateOf(Snapshot snapshot) {
      if (snapshot instanceof PythonSnapshot ours && format.takes(ours.format())) {
        return retained(ours.state());
      }
      throw new SnapshotException(Reason.FOREIGN, "it was taken with another python.wasm");
    }

    private static GuestState retained(GuestState state) {
      try {
        state.retain();
        return state;
      } catch (IllegalStateException e) {
        throw new SnapshotException(Reason.UNUSABLE, "it is closed");
      }
    }

    @Override
    public void retire(Guest guest) {
      pool.renew(guest);
    }

    @Override
    public void ended(PythonSession session) {
      sessions.remove(session);
      admitted.decrementAndGet();
    }
  }
}
