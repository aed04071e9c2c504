package io.serpentarium.service.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.serpentarium.sandbox.FileBytes;
import io.serpentarium.sandbox.SessionFileException;
import io.serpentarium.sandbox.SessionFiles;
import io.serpentarium.service.core.admission.OtherNodes;
import io.serpentarium.service.core.admission.QuotaExceededException;
import io.serpentarium.service.core.admission.Sharing;
import io.serpentarium.service.core.execution.TestStarter;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.snapshot.SnapshotPolicy;
import io.serpentarium.service.core.snapshot.SnapshotRegistry;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.core.tenancy.TenantQuotas;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class SessionFileServiceTest {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final int MOST = 200_000;
  private static final Tenant ALICE =
      new Tenant("alice", 1, false, Optional.empty(), new TenantQuotas(9, 9, 9, 9, 9, MOST));
  private static final String SESSION = "ses_1";

  private final TestSessions node = new TestSessions();
  private final StorageQuota storage =
      new StorageQuota(
          node.registry(),
          new SnapshotRegistry(
              new SnapshotPolicy(1, 1, 1), new Sharing(false), new SimpleMeterRegistry()),
          OtherNodes.NONE,
          List.of());
  private final SessionFileService service =
      new SessionFileService(node.registry(), storage, TestStarter.workers());
  private SessionFiles files;

  @BeforeEach
  void create() {
    files = node.create(node.live(), ALICE, SESSION).files();
  }

  /** Nothing is on its way any more. */
  @AfterEach
  void countsTheFilesOnly() {
    long used = files.usedBytes();
    await()
        .untilAsserted(
            () -> {
              storage.require(ALICE, MOST - used);
              assertThatThrownBy(() -> storage.require(ALICE, MOST - used + 1))
                  .isInstanceOf(QuotaExceededException.class);
            });
    node.sandbox().close();
  }

  @Test
  void writesAFileInParts() {
    assertThat(end(service.write(SESSION, "a", parts("on", "", "e")))).isTrue();
    assertThat(files.read("a")).asString().isEqualTo("one");
    assertThat(end(service.write(SESSION, "a", Flux.empty()))).as("it was there").isFalse();
    assertThat(files.read("a")).isEmpty();
  }

  @Test
  void showsNoFileBeforeAllOfItIsThere() {
    Sinks.Many<byte[]> parts = Sinks.many().unicast().onBackpressureBuffer();
    parts.tryEmitNext(new byte[100_000]);
    Disposable writing =
        CurrentTenant.in(TestSessions.grant(ALICE), service.write(SESSION, "a", parts.asFlux()))
            .subscribe();
    await().until(() -> !fits(MOST - 99_999));
    assertThat(files.list()).isEmpty();
    writing.dispose();
    await().until(() -> fits(MOST));
    assertThat(files.list()).isEmpty();
  }

  @Test
  void refusesWhatTheTenantMayNotStoreWhileItComes() {
    Flux<byte[]> endless = Flux.<byte[]>generate(sink -> sink.next(new byte[10_000]));
    assertThatThrownBy(() -> end(service.write(SESSION, "a", endless)))
        .isInstanceOf(QuotaExceededException.class);
    assertThat(files.list()).isEmpty();
    end(service.write(SESSION, "a", Flux.just(new byte[MOST])));
  }

  @Test
  void leavesNothingOfAFileThatBreaksOffOrIsRefused() {
    Flux<byte[]> broken =
        parts("x".repeat(100_000)).concatWith(Flux.error(new IllegalStateException("broken")));
    assertThatThrownBy(() -> end(service.write(SESSION, "a", broken))).hasMessage("broken");
    assertThatThrownBy(() -> end(service.write(SESSION, "../a", parts("x"))))
        .isInstanceOf(SessionFileException.class);
    assertThat(files.list()).isEmpty();
  }

  @Test
  void readsAndDeletesAFile() {
    files.write("a", bytes("one"));
    try (FileBytes content = end(service.read(SESSION, "a"))) {
      assertThat(content.toArray()).isEqualTo(bytes("one"));
    }
    run(service.delete(SESSION, "a"));
    assertThat(files.list()).isEmpty();
    assertThatThrownBy(() -> end(service.read(SESSION, "a")))
        .isInstanceOf(SessionFileException.class);
    assertThatThrownBy(() -> run(service.delete(SESSION, "a")))
        .isInstanceOf(SessionFileException.class);
  }

  @Test
  void knowsTheTenantsSessionsOnly() {
    for (Mono<?> call :
        List.of(
            service.read("ses_2", "a"),
            service.list("ses_2", "", "", 10),
            service.delete("ses_2", "a"),
            service.write("ses_2", "a", parts("x")))) {
      assertThatThrownBy(() -> run(call))
          .matches(failure -> ServiceFailure.is(failure, FailureCode.SESSION_NOT_FOUND));
    }
  }

  private boolean fits(long bytes) {
    try {
      storage.require(ALICE, bytes);
      return true;
    } catch (QuotaExceededException e) {
      return false;
    }
  }

  private static Flux<byte[]> parts(String... texts) {
    return Flux.just(texts).map(SessionFileServiceTest::bytes);
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
