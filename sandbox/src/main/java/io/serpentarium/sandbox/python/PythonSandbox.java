package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.SandboxInfo;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.sandbox.SandboxStatistics;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.engine.CompiledModule;
import io.serpentarium.sandbox.engine.Engine;
import io.serpentarium.sandbox.engine.EngineException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sandbox over one engine and the python.wasm of {@code wasm-artifacts}. */
public final class PythonSandbox implements Sandbox {

  private static final Logger LOG = LoggerFactory.getLogger(PythonSandbox.class);

  /** Seconds that {@link #close} gives running guests to unwind. */
  private static final int CLOSE_SECONDS = 10;

  private final Engine engine;
  private final CompiledModule module;
  private final SandboxInfo info;
  private final PythonSandboxOptions options;
  private final ExecutorService guestThreads;
  private final Watchdog watchdog = new Watchdog();
  private final InstancePool pool;
  private final Set<PythonSession> sessions = ConcurrentHashMap.newKeySet();
  private final AtomicInteger admitted = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Starts a sandbox: unpacks and compiles python.wasm, or finds it in the cache of an earlier
   * start, and begins to fill the pool.
   *
   * @param engine owned by the sandbox from now on
   */
  public PythonSandbox(Engine engine, PythonSandboxOptions options) {
    this.engine = engine;
    PythonArtifacts artifacts = PythonArtifacts.load(options.cacheDirectory());
    this.module = engine.compile(artifacts.module());
    this.info =
        new SandboxInfo(
            artifacts.pythonVersion(), artifacts.moduleSha256(), engine.name(), engine.version());
    this.options = options;
    GuestThreads threads = new GuestThreads(engine.threadStackBytes());
    this.guestThreads = threads.executor(options.maxExecutions());
    GuestFactory factory = new GuestFactory(engine, module, artifacts.standardLibrary(), options);
    this.pool = new InstancePool(options.poolSize(), factory::make, threads);
  }

  @Override
  public Session open(SessionOptions session) {
    if (closed.get()) {
      throw new IllegalStateException("the sandbox is closed");
    }
    admit();
    try {
      Guest guest = pool.take();
      guest.files().setQuota(options.quota(session.limits().diskBytes()));
      PythonSession opened =
          new PythonSession(
              guest, session.limits(), guest.files().files(), guestThreads, watchdog, this::ended);
      sessions.add(opened);
      return opened;
    } catch (EngineException e) {
      admitted.decrementAndGet();
      throw new SandboxSaturatedException("no further instance fits into this process", e);
    } catch (RuntimeException e) {
      admitted.decrementAndGet();
      throw e;
    }
  }

  private void admit() {
    if (admitted.incrementAndGet() > options.maxSessions()) {
      admitted.decrementAndGet();
      throw new SandboxSaturatedException("%d sessions are open".formatted(options.maxSessions()));
    }
  }

  private void ended(PythonSession session) {
    sessions.remove(session);
    admitted.decrementAndGet();
  }

  @Override
  public SandboxInfo info() {
    return info;
  }

  @Override
  public SandboxStatistics statistics() {
    return new SandboxStatistics(
        admitted.get(),
        watchdog.watched(),
        pool.ready(),
        pool.target(),
        pool.hits(),
        pool.misses());
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    pool.close();
    sessions.forEach(PythonSession::close);
    guestThreads.shutdown();
    if (guestsEnded()) {
      watchdog.close();
      module.close();
      engine.close();
    } else {
      // Closing the engine below a running guest would end the JVM.
      LOG.error("Guests still run; their engine is left open");
    }
  }

  private boolean guestsEnded() {
    try {
      return guestThreads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
