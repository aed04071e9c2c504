package io.serpentarium.service.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.FileBytes;
import io.serpentarium.sandbox.HistoryExceededException;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.sandbox.SessionBusyException;
import io.serpentarium.sandbox.SnapshotException;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.admission.LimitPolicy;
import io.serpentarium.service.core.admission.OtherNodes;
import io.serpentarium.service.core.admission.Sharing;
import io.serpentarium.service.core.execution.RunningExecution;
import io.serpentarium.service.core.execution.TestStarter;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.snapshot.SnapshotInfo;
import io.serpentarium.service.core.snapshot.SnapshotPolicy;
import io.serpentarium.service.core.snapshot.SnapshotRegistry;
import io.serpentarium.service.core.snapshot.SnapshotTransfer;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Tenant;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class SnapshotServiceTest {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Tenant ALICE = TestSessions.tenant("alice");
  private static final String SESSION = "ses_1";
  private static final SnapshotPolicy POLICY = new SnapshotPolicy(2, 1 << 20, 100);

  private final TestSessions node = new TestSessions();
  private final SnapshotRegistry snapshots =
      new SnapshotRegistry(POLICY, new Sharing(false), new SimpleMeterRegistry());
  private final StorageQuota storage =
      new StorageQuota(node.registry(), snapshots, OtherNodes.NONE, List.of());
  private final SnapshotService service =
      new SnapshotService(
          node.registry(),
          node.live(),
          snapshots,
          new SnapshotTransfer(
              node.sandbox(),
              POLICY,
              new LimitPolicy(Limits.DEFAULT, Limits.DEFAULT),
              new Sharing(false),
              node.ledger(),
              tenant -> Optional.empty()),
          new SnapshotKeeper(snapshots, storage, TestStarter.ids(), node.clock()),
          storage,
          TestStarter.workers());
  private final HeapHolding request = node.ledger().open(ALICE);
  private LiveSession session;

  @BeforeEach
  void create() {
    session = node.create(node.live(), ALICE, SESSION);
    session.files().write("a", bytes("one"));
  }

  @AfterEach
  void close() {
    request.close();
    node.sandbox().close();
  }

  @Test
  void capturesAStateAndPutsItBack() {
    SnapshotInfo taken = end(service.capture(SESSION));
    assertThat(taken.id()).startsWith("snp_");
    assertThat(taken.sessionId()).isEqualTo(SESSION);
    assertThat(end(service.get(taken.id()))).isEqualTo(taken);
    session.files().write("a", bytes("two"));
    assertThat(end(service.restore(SESSION, taken.id())).id()).isEqualTo(SESSION);
    assertThat(session.files().read("a")).isEqualTo(bytes("one"));
    run(service.delete(taken.id()));
    fails(service.get(taken.id()), FailureCode.SNAPSHOT_NOT_FOUND);
    fails(service.restore(SESSION, taken.id()), FailureCode.SNAPSHOT_NOT_FOUND);
  }

  @Test
  void keepsNoMoreThanThereIsPlaceFor() {
    String first = end(service.capture(SESSION)).id();
    end(service.capture(SESSION));
    fails(service.capture(SESSION), FailureCode.STORAGE_FULL);
    fails(service.add(Flux.just(bytes("x"))), FailureCode.STORAGE_FULL);
    run(service.delete(first));
    end(service.capture(SESSION));
  }

  @Test
  void carriesASnapshotOutAndIn() {
    String id = end(service.capture(SESSION)).id();
    try (FileBytes content = end(request.in(service.content(id)))) {
      assertThat(content.toArray()).isEqualTo(bytes("one"));
    }
    SnapshotInfo added = end(service.add(Flux.just(bytes("t"), bytes("wo"))));
    assertThat(added.sessionId()).isNull();
    end(service.restore(SESSION, added.id()));
    assertThat(session.files().read("a")).isEqualTo(bytes("two"));
  }

  @Test
  void carriesNothingOutThatIsTooLargeOrThatNobodyHolds() {
    session.files().write("a", new byte[POLICY.contentBytes() + 1]);
    String id = end(service.capture(SESSION)).id();
    fails(request.in(service.content(id)), FailureCode.SNAPSHOT_TOO_LARGE);
    fails(service.content(id), FailureCode.UNAUTHENTICATED);
  }

  @Test
  void keepsNothingThatIsNoSnapshot() {
    assertThatThrownBy(() -> end(service.add(Flux.just(bytes("damaged")))))
        .isInstanceOf(SnapshotException.class);
    assertThatThrownBy(() -> end(service.add(Flux.error(new IllegalStateException("broken off")))))
        .hasMessage("broken off");
    assertThat(snapshots.bytes(ALICE)).isZero();
  }

  @Test
  void makesAllCopiesOrNone() {
    assertThat(end(service.fork(SESSION, TestSessions.PLACES - 1)).sessions())
        .hasSize(TestSessions.PLACES - 1)
        .allSatisfy(
            copy ->
                assertThat(node.registry().find(ALICE, copy.id()).files().read("a"))
                    .isEqualTo(bytes("one")));
    long alive = node.sandbox().alive();
    assertThatThrownBy(() -> end(service.fork(SESSION, 1)))
        .isInstanceOf(SandboxSaturatedException.class);
    assertThat(node.sandbox().alive()).isEqualTo(alive);
  }

  @Test
  void refusesWhileSomethingRuns() {
    String id = end(service.capture(SESSION)).id();
    RunningExecution running = session.use().start(ALICE, "exe_1", ExecutionRequest.cell("wait"));
    for (Mono<?> call :
        List.of(
            service.capture(SESSION),
            service.restore(SESSION, id),
            service.undo(SESSION, 1),
            service.fork(SESSION, 1))) {
      assertThatThrownBy(() -> run(call)).isInstanceOf(SessionBusyException.class);
    }
    assertThat(session.use().current().interrupt()).isTrue();
    assertThat(running.result().block(SOON)).isNotNull();
    assertThat(snapshots.bytes(ALICE)).as("the first only").isEqualTo(1_000);
  }

  @Test
  void knowsWhatIsTheTenantsOnly() {
    String id = end(service.capture(SESSION)).id();
    Tenant bob = TestSessions.tenant("bob");
    for (Mono<?> call : List.of(service.get(id), service.delete(id), service.capture(SESSION))) {
      assertThatThrownBy(() -> CurrentTenant.in(TestSessions.grant(bob), call).block(SOON))
          .isInstanceOf(ServiceFailure.class);
    }
    assertThat(end(service.get(id)).id()).isEqualTo(id);
    assertThatThrownBy(() -> end(service.undo(SESSION, 1)))
        .isInstanceOf(HistoryExceededException.class);
  }

  private static void fails(Mono<?> call, FailureCode code) {
    assertThatThrownBy(() -> run(call)).matches(failure -> ServiceFailure.is(failure, code));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void run(Mono<?> call) {
    var _ = CurrentTenant.in(TestSessions.grant(ALICE), call).block(SOON);
  }

  private static <T> T end(Mono<T> call) {
    return CurrentTenant.in(TestSessions.grant(ALICE), call).blockOptional(SOON).orElseThrow();
  }
}
