package io.serpentarium.service.testing;

import io.serpentarium.sandbox.MemoryAccount;
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
import io.serpentarium.service.testing.ScriptedSession.FilesSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sessions that follow scripts; see {@link Script} for the language. Keeps every session it opened,
 * so that tests see what became of it.
 */
public final class ScriptedSandbox implements Sandbox {

  private final List<ScriptedSession> opened = new CopyOnWriteArrayList<>();
  private final AtomicInteger held = new AtomicInteger();
  private final AtomicInteger prepared = new AtomicInteger();
  private volatile CountDownLatch release = new CountDownLatch(0);
  private volatile boolean full;
  private volatile Duration sinceWatchdogTick = Duration.ZERO;
  private volatile Duration sinceDeadlineTick = Duration.ZERO;
  private volatile SnapshotImport lastImport = SnapshotImport.ofAnybody();

  @Override
  public Session open(SessionOptions options) {
    if (full) {
      throw new SandboxSaturatedException("no room");
    }
    return open(options, new InMemoryFiles());
  }

  @Override
  public Session open(SessionOptions options, Snapshot snapshot) {
    awaitRelease();
    return open(options, ((FilesSnapshot) snapshot).files().copy());
  }

  private ScriptedSession open(SessionOptions options, InMemoryFiles files) {
    ScriptedSession session = new ScriptedSession(options, files, copied -> open(options, copied));
    opened.add(session);
    return session;
  }

  @Override
  public Preparation prepare(Snapshot snapshot, int sessions, MemoryAccount account) {
    prepared.addAndGet(sessions);
    return () -> prepared.addAndGet(-sessions);
  }

  /** How many sessions are kept ready of all snapshots together. */
  public int prepared() {
    return prepared.get();
  }

  @Override
  public Snapshot importSnapshot(InputStream in, SnapshotImport options) throws IOException {
    lastImport = options;
    byte[] content = in.readAllBytes();
    String name = new String(content, StandardCharsets.UTF_8).toUpperCase(Locale.ROOT);
    for (Reason reason : Reason.values()) {
      if (reason.name().equals(name)) {
        throw new SnapshotException(reason, "as it says");
      }
    }
    InMemoryFiles files = new InMemoryFiles();
    files.write("a", content);
    return new FilesSnapshot(files);
  }

  /** How the last snapshot was taken. */
  public SnapshotImport lastImport() {
    return lastImport;
  }

  @Override
  public SandboxInfo info() {
    return new SandboxInfo(
        "3.13.15",
        "0".repeat(64),
        "scripted",
        "1",
        List.of(new PackageInfo("six", "1.17.0", List.of("six"))));
  }

  @Override
  public SandboxStatistics statistics() {
    long open = opened.stream().filter(session -> session.state() != Session.State.CLOSED).count();
    return new SandboxStatistics(
        (int) open, 0, 1, 2, 3, 4, 0, sinceWatchdogTick, 0, sinceDeadlineTick, 0);
  }

  /** Sets how long ago the threads that enforce limits have ticked. */
  public void setTicks(Duration sinceWatchdog, Duration sinceDeadline) {
    sinceWatchdogTick = sinceWatchdog;
    sinceDeadlineTick = sinceDeadline;
  }

  @Override
  public void close() {
    opened.forEach(ScriptedSession::close);
  }

  /**
   * Holds back all who open a session from a snapshot, until the returned latch is counted down.
   */
  public CountDownLatch holdRestores() {
    CountDownLatch latch = new CountDownLatch(1);
    release = latch;
    return latch;
  }

  /** How many are held back. */
  public int held() {
    return held.get();
  }

  private void awaitRelease() {
    held.incrementAndGet();
    try {
      release.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      held.decrementAndGet();
    }
  }

  /** Lets {@link #open} fail from now on, or no longer. */
  public void setFull(boolean value) {
    full = value;
  }

  /** The session that was opened last. */
  public ScriptedSession latest() {
    return opened.getLast();
  }

  /** The session that executes this code, or did so last. */
  public Optional<ScriptedSession> executing(String code) {
    return opened.stream().filter(session -> session.hasExecuted(code)).findFirst();
  }

  /** How many sessions were opened. */
  public int opened() {
    return opened.size();
  }

  /** How many sessions are neither closed nor lost. */
  public long alive() {
    return opened.stream().filter(ScriptedSession::isAlive).count();
  }
}
