package io.serpentarium.sandbox.python;

import static io.serpentarium.sandbox.python.Results.value;
import static io.serpentarium.sandbox.python.SandboxExtension.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.LimitBelowHeldException;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.MemoryRefusedException;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.SnapshotException;
import io.serpentarium.sandbox.SnapshotException.Reason;
import io.serpentarium.sandbox.SnapshotImport;
import io.serpentarium.sandbox.SnapshotKey;
import io.serpentarium.sandbox.Stdin;
import io.serpentarium.sandbox.TerminalSize;
import io.serpentarium.sandbox.memory.CountingAccount;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a session's account pays for, that it is given back, and what happens when it refuses. */
@OnEveryEngine
@InWorkersToo(always = false)
final class MemoryAccountIT {

  private static final long PLENTY = 4L << 30;
  private static final long MEBIBYTE = 1 << 20;

  private final CountingAccount account = new CountingAccount(PLENTY);
  private final Sandbox sandbox;

  MemoryAccountIT(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  private SessionOptions options() {
    return SessionOptions.withLimits(Limits.DEFAULT).withAccount(account);
  }

  @AfterEach
  void everythingIsGivenBack() {
    await().untilAsserted(() -> assertThat(account.held()).isZero());
  }

  @Test
  void anIdleSessionCostsWhatItHolds() {
    try (Session session = sandbox.open(options())) {
      long fresh = account.held();
      assertThat(fresh).isBetween(1L, 4 * MEBIBYTE);
      run(session, "data = bytearray(b'x' * (20 << 20))");
      assertThat(account.held(Use.GUEST)).isBetween(20 * MEBIBYTE, 60 * MEBIBYTE);
      run(session, "open('f', 'wb').write(bytes(range(256)) * (10 << 12))");
      assertThat(account.held(Use.FILES)).isBetween(10 * MEBIBYTE, 11 * MEBIBYTE);
    }
  }

  @Test
  void anExecutionIsRefusedBeforeItStartsAndCostsNothing() {
    try (Session session = sandbox.open(options())) {
      run(session, "x = 1");
      account.setLimit(account.held() + MEBIBYTE);
      assertThatThrownBy(() -> session.execute(ExecutionRequest.cell("x = 2")))
          .isInstanceOf(MemoryRefusedException.class);
      account.setLimit(PLENTY);
      assertThat(value(run(session, "x"))).isEqualTo("1");
    }
  }

  @Test
  void aSessionCanBeLookedAtWhileItsAccountAsksSomebody() {
    AtomicReference<@Nullable Session> seen = new AtomicReference<>();
    MemoryAccount asking =
        new MemoryAccount() {
          @Override
          public void acquire(Use use, long bytes) {
            account.acquire(use, bytes);
            Session session = seen.get();
            if (session != null) {
              CompletableFuture.supplyAsync(session::state).orTimeout(30, TimeUnit.SECONDS).join();
            }
          }

          @Override
          public void release(Use use, long bytes) {
            account.release(use, bytes);
          }
        };
    try (Session session =
        sandbox.open(SessionOptions.withLimits(Limits.DEFAULT).withAccount(asking))) {
      seen.set(session);
      run(session, "data = bytearray(b'x' * (20 << 20))");
      session.openTerminal(new TerminalSize(80, 24)).close();
      seen.set(null);
    }
  }

  @Test
  void aLimitBelowWhatASessionHasIsRefused() {
    try (Session session = sandbox.open(options())) {
      ExecutionRequest tight =
          ExecutionRequest.cell("1").withLimits(limits(session.memoryBytes() - 1));
      assertThatThrownBy(() -> session.execute(tight))
          .isInstanceOfSatisfying(
              LimitBelowHeldException.class,
              e -> assertThat(e.heldBytes()).isEqualTo(session.memoryBytes()));
      ExecutionRequest exact = ExecutionRequest.cell("1").withLimits(limits(session.memoryBytes()));
      assertThat(value(run(session, exact))).isEqualTo("1");
    }
    assertThatThrownBy(
            () -> sandbox.open(SessionOptions.withLimits(limits(1)).withAccount(account)))
        .isInstanceOf(LimitBelowHeldException.class);
  }

  @Test
  void historyIsPaidAndGivenBack() {
    try (Session session = sandbox.open(options().withHistory(3))) {
      for (int i = 0; i < 6; i++) {
        run(session, "data = bytearray(b'%d' * (4 << 20))".formatted(i));
      }
      long three = account.held(Use.HISTORY);
      assertThat(three).isBetween(8 * MEBIBYTE, 40 * MEBIBYTE);
      session.undo(2);
      assertThat(account.held(Use.HISTORY)).isLessThan(three);
      assertThat(value(run(session, "data[0]"))).isEqualTo("51");
    }
  }

  @Test
  void anExecutionWhoseHistoryIsNotPaidIsRefusedAndTheSessionStays() {
    try (Session session = sandbox.open(options().withHistory(1))) {
      run(session, "data = bytearray(b'x' * (8 << 20))");
      account.refuse(Use.HISTORY);
      Execution execution = session.execute(ExecutionRequest.cell("data = None"));
      assertThat(execution.result())
          .failsWithin(Duration.ofSeconds(30))
          .withThrowableThat()
          .withCauseInstanceOf(MemoryRefusedException.class);
      account.refuse(null);
      assertThat(session.state()).isEqualTo(Session.State.IDLE);
      assertThat(value(run(session, "len(data)"))).isEqualTo(Integer.toString(8 << 20));
    }
  }

  @Test
  void aProgramWhoseFilesAreNotPaidMeetsAnError() {
    try (Session session = sandbox.open(options())) {
      run(session, "f = open('f', 'wb', 0)");
      Execution execution =
          session.execute(
              ExecutionRequest.cell("input()\nfor _ in range(64): f.write(b'x' * 65536)")
                  .withStdin(Stdin.open()));
      account.setLimit(account.held() + MEBIBYTE / 2);
      execution.writeStdin("\n".getBytes(StandardCharsets.UTF_8));
      assertThat(SandboxExtension.await(execution).outcome())
          .isInstanceOfSatisfying(
              Outcome.Raised.class,
              raised -> assertThat(raised.error().name()).isEqualTo("OSError"));
      account.setLimit(PLENTY);
      assertThat(value(run(session, "f.write(b'four')"))).isEqualTo("4");
    }
  }

  @Test
  void aHibernatedSessionCostsItsCompressedMemory() {
    try (Session session = sandbox.open(options())) {
      run(session, "data = bytearray(b'x' * (20 << 20))");
      session.hibernate();
      assertThat(account.held(Use.GUEST)).isZero();
      assertThat(account.held(Use.HIBERNATION)).isBetween(1L, 5 * MEBIBYTE);
      assertThat(value(run(session, "data.count(b'x')"))).isEqualTo(Integer.toString(20 << 20));
      assertThat(account.held(Use.HIBERNATION)).isZero();
    }
  }

  @Test
  void aSessionThatCannotHibernateStaysAwake() {
    try (Session session = sandbox.open(options())) {
      run(session, "import random; data = random.randbytes(8 << 20)");
      account.setLimit(account.held() + MEBIBYTE);
      assertThatThrownBy(session::hibernate).isInstanceOf(MemoryRefusedException.class);
      account.setLimit(PLENTY);
      assertThat(session.state()).isEqualTo(Session.State.IDLE);
      assertThat(value(run(session, "len(data)"))).isEqualTo(Integer.toString(8 << 20));
    }
  }

  @Test
  void aTerminalsTranscriptIsPaidUntilTheSessionEnds() {
    try (Session session = sandbox.open(options())) {
      account.refuse(Use.OUTPUT);
      assertThatThrownBy(() -> session.openTerminal(new TerminalSize(80, 24)))
          .isInstanceOf(MemoryRefusedException.class);
      account.refuse(null);
      session.openTerminal(new TerminalSize(80, 24)).close();
      session.openTerminal(new TerminalSize(80, 24));
      assertThat(account.held(Use.OUTPUT)).isEqualTo(Transcript.MOST_BYTES);
    }
    await().until(() -> account.held() == 0);
  }

  @Test
  void everyCopyOfAForkIsPaidAndAllOrNoneAreMade() {
    try (Session session = sandbox.open(options())) {
      run(session, "data = bytearray(b'x' * (8 << 20))");
      long one = account.held();
      List<Session> copies = session.fork(3);
      assertThat(account.held()).isGreaterThan(one + 8 * MEBIBYTE);
      copies.forEach(copy -> run(copy, "for i in range(0, len(data), 4096): data[i] = 1"));
      assertThat(account.held(Use.GUEST)).isGreaterThan(one + 3 * 8 * MEBIBYTE);
      copies.forEach(Session::close);
      await().until(() -> account.held() == one);
      account.setLimit(one + 40 * MEBIBYTE);
      assertThatThrownBy(() -> session.fork(40)).isInstanceOf(MemoryRefusedException.class);
      assertThat(account.held()).isEqualTo(one);
    }
  }

  @Test
  void copiesShareTheMemoryThatTheyDoNotWriteTo() {
    Session session = sandbox.open(options());
    run(session, "data = bytearray(b'x' * (32 << 20))");
    long one = account.held();
    List<Session> copies = session.fork(4);
    assertThat(account.held(Use.SNAPSHOT)).isGreaterThan(32 * MEBIBYTE);
    assertThat(account.held()).isLessThan(2 * one + 16 * MEBIBYTE);
    session.close();
    copies.subList(1, 4).forEach(Session::close);
    assertThat(account.held(Use.SNAPSHOT)).isGreaterThan(32 * MEBIBYTE);
    assertThat(value(run(copies.getFirst(), "data.count(b'x')"))).isEqualTo("" + (32 << 20));
    run(copies.getFirst(), "for i in range(0, len(data), 4096): data[i] = 1");
    assertThat(value(run(copies.getFirst(), "data.count(1)"))).isEqualTo("" + (8 << 10));
    copies.getFirst().hibernate();
    assertThat(value(run(copies.getFirst(), "data.count(1)"))).isEqualTo("" + (8 << 10));
    copies.getFirst().close();
  }

  @Test
  void aSnapshotIsPaidUntilItIsClosed() throws IOException {
    try (Session session = sandbox.open(options())) {
      run(session, "data = bytearray(b'x' * (8 << 20)); open('f', 'wb').write(b'y' * 99999)");
      Snapshot snapshot = session.snapshot();
      assertThat(account.held(Use.SNAPSHOT)).isBetween(8 * MEBIBYTE, 20 * MEBIBYTE);
      byte[] bytes = exported(snapshot);
      run(session, "data = None");
      session.restore(snapshot);
      snapshot.close();
      snapshot.close();
      await().until(() -> account.held(Use.SNAPSHOT) == 0);
      assertThatThrownBy(() -> session.restore(snapshot)).isInstanceOf(SnapshotException.class);
      assertThat(value(run(session, "len(data), len(open('f').read())")))
          .isEqualTo("(%d, 99999)".formatted(8 << 20));
      account.setLimit(account.held() + 4 * MEBIBYTE);
      SnapshotImport options = SnapshotImport.ofAnybody().withAccount(account);
      assertThatThrownBy(() -> sandbox.importSnapshot(in(bytes), options))
          .isInstanceOf(MemoryRefusedException.class);
      assertThat(account.held(Use.SNAPSHOT)).isZero();
    }
  }

  @Test
  void aSharedSnapshotIsPaidUntilItsLastHandleIsClosed() {
    try (Session session = sandbox.open(options())) {
      run(session, "data = bytearray(b'x' * (8 << 20))");
      Snapshot snapshot = session.snapshot();
      Snapshot shared = snapshot.share();
      long held = account.held(Use.SNAPSHOT);
      snapshot.close();
      assertThat(account.held(Use.SNAPSHOT)).isEqualTo(held);
      session.restore(shared);
      shared.close();
      shared.close();
      await().until(() -> account.held(Use.SNAPSHOT) == 0);
      assertThatThrownBy(shared::share).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void importedSnapshotsKeepToTheLimitsOfTheirReceiver() throws IOException {
    try (Session session = sandbox.open(options());
        Snapshot snapshot = session.snapshot()) {
      byte[] bytes = exported(snapshot);
      SnapshotImport exact = SnapshotImport.ofAnybody().withLimits(limits(session.memoryBytes()));
      sandbox.importSnapshot(in(bytes), exact).close();
      SnapshotImport tight =
          SnapshotImport.ofAnybody().withLimits(limits(session.memoryBytes() - 1));
      assertThatThrownBy(() -> sandbox.importSnapshot(in(bytes), tight))
          .isInstanceOfSatisfying(
              SnapshotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
    }
  }

  @Test
  void aKeyTellsItsOwnSnapshotsFromThoseOfOthers() throws IOException {
    SnapshotKey own =
        new SnapshotKey(
            new byte[] {
              1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24,
              25, 26, 27, 28, 29, 30, 31, 32
            });
    SnapshotKey other = new SnapshotKey(new byte[SnapshotKey.LEAST_BYTES]);
    try (Session session = sandbox.open(options());
        Snapshot snapshot = session.snapshot()) {
      ByteArrayOutputStream signed = new ByteArrayOutputStream();
      snapshot.export(signed, own);
      SnapshotImport ofOwn = SnapshotImport.ofAnybody().signedBy(own);
      sandbox.importSnapshot(in(signed.toByteArray()), ofOwn).close();
      sandbox.importSnapshot(in(signed.toByteArray())).close();
      assertNotSigned(signed.toByteArray(), SnapshotImport.ofAnybody().signedBy(other));
      assertNotSigned(exported(snapshot), ofOwn);
      byte[] forged = signed.toByteArray();
      forged[forged.length - 1] ^= 1;
      assertNotSigned(forged, ofOwn);
    }
  }

  private void assertNotSigned(byte[] bytes, SnapshotImport options) {
    assertThatThrownBy(() -> sandbox.importSnapshot(in(bytes), options))
        .isInstanceOfSatisfying(
            SnapshotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_SIGNED));
  }

  private static byte[] exported(Snapshot snapshot) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    snapshot.export(bytes);
    return bytes.toByteArray();
  }

  private static InputStream in(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  private static Limits limits(long memoryBytes) {
    Limits usual = Limits.DEFAULT;
    return new Limits(
        usual.wallTime(), usual.cpuTime(), memoryBytes, usual.outputBytes(), usual.diskBytes());
  }
}
