package io.serpentarium.service.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.service.core.admission.LimitPolicy;
import io.serpentarium.service.core.admission.OtherNodes;
import io.serpentarium.service.core.admission.Sharing;
import io.serpentarium.service.core.execution.RunningExecution;
import io.serpentarium.service.core.execution.SandboxFile;
import io.serpentarium.service.core.execution.TestStarter;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.session.SessionService.NewSession;
import io.serpentarium.service.core.session.SessionService.Page;
import io.serpentarium.service.core.snapshot.SnapshotPolicy;
import io.serpentarium.service.core.snapshot.SnapshotRegistry;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Tenant;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class SessionServiceTest {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Tenant ALICE = TestSessions.tenant("alice");
  private static final Tenant BOB = TestSessions.tenant("bob");

  private final TestSessions node = new TestSessions();
  private final SnapshotRegistry snapshots =
      new SnapshotRegistry(
          new SnapshotPolicy(9, 1 << 20, 1 << 20), new Sharing(false), new SimpleMeterRegistry());
  private final LiveSessions live = node.live();
  private final SessionService service =
      new SessionService(
          node.registry(),
          live,
          new LocalCatalogue(node.local()),
          new SessionCreation(
              live,
              snapshots,
              new StorageQuota(node.registry(), snapshots, OtherNodes.NONE, List.of()),
              TestStarter.opener(node.sandbox()),
              TestStarter.templates(node.sandbox(), Map.of("six", List.of("six"))),
              TestSessions.policy()),
          new LimitPolicy(Limits.DEFAULT, Limits.DEFAULT),
          TestStarter.workers());

  @AfterEach
  void close() {
    node.sandbox().close();
  }

  @Test
  void makesASessionAsItIsWanted() {
    Duration timeout = Duration.ofSeconds(7);
    NewSession wanted =
        new NewSession(
            List.of(new SandboxFile("a", new byte[] {1})),
            Map.of(Limit.OUTPUT, 5L),
            Optional.of(timeout),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    SessionInfo made = end(ALICE, service.create(wanted));
    assertThat(made.state()).isEqualTo(SessionState.IDLE);
    assertThat(made.limits().outputBytes()).isEqualTo(5);
    assertThat(Duration.between(made.lastUsedAt(), made.expiresAt())).isEqualTo(timeout);
    assertThat(node.sandbox().latest().files().read("a")).containsExactly(1);
    assertThat(end(ALICE, service.get(made.id())).id()).isEqualTo(made.id());
  }

  @Test
  void refusesWhatIsAboveTheMaximumBeforeAnythingIsOpened() {
    Optional<Duration> minute = Optional.of(Duration.ofMinutes(1));
    Optional<Duration> longer = Optional.of(Duration.ofMinutes(1).plusMillis(1));
    refuses(wanted(longer, Optional.empty(), Map.of()), FailureCode.LIMIT_TOO_HIGH);
    refuses(wanted(minute, Optional.of(1), Map.of()), FailureCode.LIMIT_TOO_HIGH);
    long output = Limits.DEFAULT.outputBytes() + 1;
    refuses(
        wanted(minute, Optional.of(0), Map.of(Limit.OUTPUT, output)), FailureCode.LIMIT_TOO_HIGH);
    assertThat(node.sandbox().opened()).isZero();
    end(ALICE, service.create(wanted(minute, Optional.of(0), Map.of())));
  }

  @Test
  void startsFromATemplateOrASnapshotAndNotFromBoth() {
    end(ALICE, service.create(from(Optional.empty(), Optional.of("six"))));
    assertThat(node.sandbox().opened()).as("one makes the template").isEqualTo(2);
    refuses(from(Optional.empty(), Optional.of("no")), FailureCode.TEMPLATE_NOT_FOUND);
    refuses(from(Optional.of("snp_1"), Optional.empty()), FailureCode.SNAPSHOT_NOT_FOUND);
    refuses(from(Optional.of("snp_1"), Optional.of("six")), FailureCode.VALIDATION);
  }

  @Test
  void takesNoPlaceForWhatCannotBeMade() {
    NewSession outside =
        new NewSession(
            List.of(new SandboxFile("../a", new byte[0])),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    for (int time = 0; time <= TestSessions.PLACES; time++) {
      refuses(outside, FailureCode.INVALID_PATH);
    }
    assertThat(node.sandbox().alive()).isZero();
    for (int time = 0; time < TestSessions.PLACES; time++) {
      create(ALICE);
    }
    assertThatThrownBy(() -> create(ALICE)).isInstanceOf(SandboxSaturatedException.class);
    assertThat(node.sandbox().alive()).isEqualTo(TestSessions.PLACES);
  }

  @Test
  void listsATenantsSessionsPageByPage() {
    String first = create(ALICE);
    node.clock().advance(Duration.ofSeconds(1));
    create(BOB);
    String second = create(ALICE);
    node.clock().advance(Duration.ofSeconds(1));
    String third = create(ALICE);
    Page page = end(ALICE, service.list(2, null));
    assertThat(TestSessions.ids(page.items())).containsExactly(first, second);
    Page rest = end(ALICE, service.list(2, page.nextCursor()));
    assertThat(TestSessions.ids(rest.items())).containsExactly(third);
    assertThat(rest.nextCursor()).isNull();
    assertThat(end(ALICE, service.list(3, null)).nextCursor()).as("just all").isNull();
    assertThatThrownBy(() -> end(ALICE, service.list(2, "?")))
        .matches(failure -> ServiceFailure.is(failure, FailureCode.VALIDATION));
  }

  @Test
  void endsASession() {
    String id = create(ALICE);
    assertThatThrownBy(() -> run(BOB, service.delete(id)))
        .matches(failure -> ServiceFailure.is(failure, FailureCode.SESSION_NOT_FOUND));
    run(ALICE, service.delete(id));
    assertThat(node.sandbox().alive()).isZero();
    assertThatThrownBy(() -> end(ALICE, service.get(id)))
        .matches(failure -> ServiceFailure.is(failure, FailureCode.SESSION_NOT_FOUND));
  }

  @Test
  void restartsOnceWhatRunsHasEnded() {
    String id = create(ALICE);
    LiveSession session = node.registry().find(ALICE, id);
    session.files().write("a", new byte[] {1});
    RunningExecution running = session.use().start(ALICE, "exe_1", ExecutionRequest.cell("wait"));
    run(ALICE, service.restart(id));
    assertThat(running.result().block(SOON)).isNotNull();
    assertThat(session.files().read("a")).containsExactly(1);
    assertThat(end(ALICE, service.get(id)).state()).isEqualTo(SessionState.IDLE);
    await().until(() -> node.sandbox().alive() == 1);
  }

  @Test
  void showsWhoWatchesItsEnd() {
    String id = create(ALICE);
    SessionWatch watch = end(ALICE, service.watch(id));
    assertThat(watch.now().get()).isEqualTo(SessionState.IDLE);
    run(ALICE, service.delete(id));
    assertThat(watch.gone().block(SOON)).isEqualTo(CloseReason.DELETED);
  }

  private void refuses(NewSession wanted, FailureCode code) {
    assertThatThrownBy(() -> end(ALICE, service.create(wanted)))
        .matches(failure -> ServiceFailure.is(failure, code));
  }

  private String create(Tenant tenant) {
    NewSession plain = wanted(Optional.empty(), Optional.empty(), Map.of());
    return end(tenant, service.create(plain)).id();
  }

  private static NewSession wanted(
      Optional<Duration> timeout, Optional<Integer> history, Map<Limit, Long> limits) {
    return new NewSession(List.of(), limits, timeout, history, Optional.empty(), Optional.empty());
  }

  private static NewSession from(Optional<String> snapshot, Optional<String> template) {
    return new NewSession(
        List.of(),
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        snapshot,
        template);
  }

  private static void run(Tenant tenant, Mono<Void> call) {
    var _ = CurrentTenant.in(TestSessions.grant(tenant), call).block(SOON);
  }

  private static <T> T end(Tenant tenant, Mono<T> call) {
    return CurrentTenant.in(TestSessions.grant(tenant), call).blockOptional(SOON).orElseThrow();
  }
}
