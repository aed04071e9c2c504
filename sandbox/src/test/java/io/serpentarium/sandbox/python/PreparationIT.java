package io.serpentarium.sandbox.python;

import static io.serpentarium.sandbox.python.Results.assertRolledBack;
import static io.serpentarium.sandbox.python.Results.value;
import static io.serpentarium.sandbox.python.SandboxExtension.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.MemoryRefusedException;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Sandbox.Preparation;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.SnapshotException;
import io.serpentarium.sandbox.memory.CountingAccount;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions from a prepared snapshot differ from others in their cost only. */
@OnEveryEngine
@InWorkersToo
@Timeout(180)
final class PreparationIT {

  private static final long MEBIBYTE = 1 << 20;
  private static final int READY = 2;

  /** More than are ready. */
  private static final int MANY = 8;

  private final Sandbox sandbox;
  private final CountingAccount account = new CountingAccount(4L << 30);
  private final CountingAccount keeper = new CountingAccount(4L << 30);
  private Snapshot snapshot;
  private Preparation preparation;

  PreparationIT(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  @BeforeEach
  void prepare() {
    snapshot =
        snapshot("import random\nbig = bytearray(range(256)) * (8 << 12)\nwords = ['origin']");
    preparation = sandbox.prepare(snapshot, READY, keeper);
  }

  private Snapshot snapshot(String code) {
    try (Session session = SandboxExtension.open(sandbox)) {
      run(session, code);
      return session.snapshot();
    }
  }

  @AfterEach
  void everythingIsReleased() {
    preparation.close();
    snapshot.close();
    Awaitility.await().untilAsserted(() -> assertThat(account.held()).isZero());
    Awaitility.await().untilAsserted(() -> assertThat(keeper.held()).isZero());
  }

  private SessionOptions options() {
    return SessionOptions.withLimits(Limits.DEFAULT).withAccount(account);
  }

  private Session open() {
    return sandbox.open(options(), snapshot);
  }

  @Test
  void sessionsAreIndependent() {
    List<Session> sessions = new ArrayList<>();
    Set<String> random = new HashSet<>();
    for (int i = 0; i < MANY; i++) {
      sessions.add(open());
    }
    for (int i = 0; i < MANY; i++) {
      run(sessions.get(i), "words.append(%d); big[4_000_000] = %d".formatted(i, i));
    }
    for (int i = 0; i < MANY; i++) {
      Session session = sessions.get(i);
      assertThat(value(session, "words, big[4_000_000], big[:3], big[-1], len(big) >> 20"))
          .isEqualTo("(['origin', %d], %d, bytearray(b'\\x00\\x01\\x02'), 255, 8)".formatted(i, i));
      random.add(value(session, "random.random()"));
    }
    sessions.forEach(Session::close);
    assertThat(random).hasSize(MANY);
    try (Session late = open()) {
      assertThat(value(late, "words, big[4_000_000]")).isEqualTo("(['origin'], 0)");
    }
  }

  @Test
  void whatIsSharedIsNotChargedToTheSession() {
    try (Session session = open()) {
      run(session, "1");
      long idle = account.held();
      assertThat(idle).isLessThan(6 * MEBIBYTE);
      run(session, "for i in range(0, len(big), 4096): big[i] = 7");
      assertThat(account.held()).isGreaterThan(idle + 7 * MEBIBYTE);
    }
  }

  @Test
  void whatIsSharedAndReadyIsChargedToTheKeeper() {
    assertThat(keeper.held(Use.SNAPSHOT)).isGreaterThan(7 * MEBIBYTE);
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(keeper.held(Use.GUEST)).isBetween(READY * MEBIBYTE, 12 * MEBIBYTE));
  }

  @Test
  void refusedPreparationLeavesNothing() {
    CountingAccount poor = new CountingAccount(MEBIBYTE);
    assertThatThrownBy(() -> sandbox.prepare(snapshot, READY, poor))
        .isInstanceOf(MemoryRefusedException.class);
    assertThat(poor.held()).isZero();
    try (Session session = open()) {
      assertThat(value(session, "words")).isEqualTo("['origin']");
    }
  }

  @Test
  void crashRollsBackToTheSnapshot() {
    try (Session session = open()) {
      assertRolledBack(run(session, "words.append(1); big[:] = b''\nimport os; os.abort()"));
      assertThat(value(session, "words, len(big) >> 20, big[255]"))
          .isEqualTo("(['origin'], 8, 255)");
      run(session, "words.append(2); big[0] = 9");
      assertRolledBack(run(session, "big[0] = 3; import os; os.abort()"));
      assertThat(value(session, "words, big[0]")).isEqualTo("(['origin', 2], 9)");
    }
  }

  @Test
  void limitsAreTheSessionsOwn() {
    Limits limits = Limits.DEFAULT.with(Limit.MEMORY, 64 * MEBIBYTE).with(Limit.DISK, 2 * MEBIBYTE);
    try (Session session =
        sandbox.open(SessionOptions.withLimits(limits).withAccount(account), snapshot)) {
      assertThat(Sessions.raisedName(run(session, "more = bytearray(60 << 20)")))
          .isEqualTo("MemoryError");
      assertThat(value(session, "try: open('f', 'wb').write(bytes(3 << 20))\nexcept OSError: 1\n0"))
          .isEqualTo("0");
      assertThat(value(session, "import os; os.stat('f').st_size <= 2 << 20")).isEqualTo("True");
    }
    Limits tooSmall = Limits.DEFAULT.with(Limit.MEMORY, 16 * MEBIBYTE);
    assertThatThrownBy(() -> sandbox.open(SessionOptions.withLimits(tooSmall), snapshot))
        .isInstanceOf(SnapshotException.class);
  }

  @Test
  void refusedSessionLeavesNothing() {
    account.setLimit(MEBIBYTE);
    assertThatThrownBy(this::open).isInstanceOf(MemoryRefusedException.class);
    assertThat(account.held()).isZero();
    account.setLimit(4L << 30);
    try (Session session = open()) {
      assertThat(value(session, "words")).isEqualTo("['origin']");
    }
  }

  @Test
  void sessionGoesOnWithoutThePreparation() {
    try (Session session = open();
        Session idle = open()) {
      run(session, "words.append('kept')");
      preparation.close();
      preparation.close();
      idle.hibernate();
      assertThat(value(idle, "words, big[255]")).isEqualTo("(['origin'], 255)");
      try (Session fork = session.fork(1).getFirst()) {
        assertThat(value(fork, "words, big[255]")).isEqualTo("(['origin', 'kept'], 255)");
      }
      try (Snapshot later = session.snapshot();
          Session copy = sandbox.open(options(), later);
          Session fresh = open()) {
        assertThat(value(copy, "words, big[-1]")).isEqualTo("(['origin', 'kept'], 255)");
        assertThat(value(fresh, "words, big[-1]")).isEqualTo("(['origin'], 255)");
      }
      assertRolledBack(run(session, "big[:] = b''; import os; os.abort()"));
      assertThat(value(session, "words, len(big) >> 20")).isEqualTo("(['origin', 'kept'], 8)");
    }
  }

  @Test
  void sessionOwnsTheFilesOfAStateThatHasSome() {
    try (Snapshot withFiles = snapshot("open('f', 'w').write('abc')\nkept = open('f')");
        Preparation _ = sandbox.prepare(withFiles, READY, keeper);
        Session session = sandbox.open(options(), withFiles);
        Session other = sandbox.open(options(), withFiles)) {
      run(session, "open('f', 'w').write('xyz')");
      assertThat(value(other, "kept.read()")).isEqualTo("'abc'");
      assertThat(value(session, "open('f').read()")).isEqualTo("'xyz'");
    }
  }

  @Test
  void secondPreparationReplacesTheFirst() {
    try (Preparation _ = sandbox.prepare(snapshot, 0, keeper)) {
      preparation.close();
      try (Session session = open()) {
        assertThat(value(session, "words")).isEqualTo("['origin']");
      }
    }
  }

  @Test
  void sessionsOpenWhileItCloses() throws Exception {
    for (int round = 0; round < MANY; round++) {
      Preparation closing = sandbox.prepare(snapshot, READY, keeper);
      Thread closer = Thread.ofPlatform().start(closing::close);
      try (Session session = open()) {
        assertThat(value(session, "words")).isEqualTo("['origin']");
      }
      closer.join();
    }
  }

  @Test
  void closedSnapshotIsRefused() {
    Snapshot closed = snapshot("1");
    closed.close();
    assertThatThrownBy(() -> sandbox.prepare(closed, READY, keeper))
        .isInstanceOf(SnapshotException.class);
  }

  @Test
  void executionAfterExecutionKeepsTheState() {
    try (Session session = open()) {
      for (int i = 0; i < 20; i++) {
        run(session, ExecutionRequest.cell("words.append(%d); big[%d] = 1".formatted(i, i * 5000)));
      }
      assertThat(value(session, "len(words), sum(big[i * 5000] for i in range(20))"))
          .isEqualTo("(21, 20)");
    }
  }
}
