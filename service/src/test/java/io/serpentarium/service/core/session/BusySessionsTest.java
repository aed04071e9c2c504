package io.serpentarium.service.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.testing.HttpTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/** A session that waits for another node delays nobody but who waits for it already. */
@Import(BusySessionsTest.Ports.class)
class BusySessionsTest extends HttpTest {

  @Autowired private SlowPorts ports;

  @AfterEach
  void answerAgain() {
    ports.answer();
  }

  @Test
  void nobodyWaitsForASessionWhosePlacementIsNotAnswered() throws Exception {
    String session = api.session();
    ports.delayPlacement(id(session));
    CompletableFuture<Integer> first = status(session, "print x");
    await().until(() -> ports.waiting() == 1);
    api.get(session).expectStatus().isOk();
    othersEnd();
    ports.answer();
    assertThat(first.get()).isEqualTo(200);
  }

  @Test
  void refusesWhatFindsASessionWhoseStateIsBeingKept() throws Exception {
    String session = api.session();
    ports.delayKeeping(id(session));
    CompletableFuture<Integer> first = status(session, "print x");
    await().until(() -> ports.waiting() == 1);
    api.expectProblem(api.post(session + "/executions", api.code("print y")), 409, "session_busy");
    api.expectProblem(api.put(session + "/files/a", bytes()), 409, "session_busy");
    api.expectProblem(api.post(session + "/snapshots", "{}"), 409, "session_busy");
    api.expectProblem(api.post(session + "/fork", "{\"count\": 1}"), 409, "session_busy");
    assertThat(api.read(api.get(session)).get("state").stringValue()).isEqualTo("busy");
    othersEnd();
    assertThat(first).isNotDone();
    ports.answer();
    assertThat(first.get()).isEqualTo(200);
    assertThat(api.execute(session, "print y").get("status").stringValue()).isEqualTo("completed");
  }

  @Test
  void refusesAnExecutionWhileAFileIsBeingKept() throws Exception {
    String session = api.session();
    ports.delayKeeping(id(session));
    CompletableFuture<Integer> first =
        CompletableFuture.supplyAsync(
            () -> api.put(session + "/files/a", bytes()).returnResult().getStatus().value());
    await().until(() -> ports.waiting() == 1);
    api.expectProblem(api.post(session + "/executions", api.code("print y")), 409, "session_busy");
    ports.answer();
    assertThat(first.get()).isEqualTo(201);
    api.execute(session, "print y");
  }

  @Test
  void endsASessionWhoseStateIsBeingKept() throws Exception {
    String session = api.session();
    ports.delayKeeping(id(session));
    CompletableFuture<Integer> first = status(session, "print x");
    await().until(() -> ports.waiting() == 1);
    api.delete(session).expectStatus().isNoContent();
    await().until(() -> sandbox.alive() == 0);
    ports.answer();
    assertThat(first.get()).isEqualTo(200);
  }

  /** Lets the reaper end another session. */
  private void othersEnd() {
    long alive = sandbox.alive();
    String other = api.session("{\"idle_timeout_ms\": 1}");
    await().until(() -> sandbox.alive() == alive);
    api.expectProblem(api.get(other), 404, "session_not_found");
  }

  private CompletableFuture<Integer> status(String session, String code) {
    return CompletableFuture.supplyAsync(
        () -> api.post(session + "/executions", api.code(code)).returnResult().getStatus().value());
  }

  private static byte[] bytes() {
    return "x".getBytes(StandardCharsets.UTF_8);
  }

  private static String id(String session) {
    return session.substring(session.lastIndexOf('/') + 1);
  }

  @TestConfiguration(proxyBeanMethods = false)
  static class Ports {

    @Bean
    @Primary
    SlowPorts slowPorts() {
      return new SlowPorts();
    }
  }

  /** Other nodes that take their time for one session. */
  static final class SlowPorts implements Placement, StateKeeper {

    private volatile String placed = "";
    private volatile String kept = "";
    private volatile CountDownLatch answers = new CountDownLatch(0);
    private final AtomicInteger waiting = new AtomicInteger();

    void delayPlacement(String id) {
      answers = new CountDownLatch(1);
      placed = id;
    }

    void delayKeeping(String id) {
      answers = new CountDownLatch(1);
      kept = id;
    }

    void answer() {
      placed = "";
      kept = "";
      answers.countDown();
    }

    int waiting() {
      return waiting.get();
    }

    private void pause() {
      waiting.incrementAndGet();
      try {
        answers.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      } finally {
        waiting.decrementAndGet();
      }
    }

    @Override
    public void register(Tenant tenant, List<SessionRecord> sessions) {}

    @Override
    public void requireHeld(String id, long epoch) {
      if (id.equals(placed)) {
        pause();
      }
    }

    @Override
    public void forget(String id, long epoch) {}

    @Override
    public boolean isDue(SessionRecord session, long epoch) {
      return session.id().equals(kept);
    }

    @Override
    public void keep(SessionRecord session, long epoch, StateExport state) {
      if (session.id().equals(kept)) {
        pause();
      }
    }
  }
}
