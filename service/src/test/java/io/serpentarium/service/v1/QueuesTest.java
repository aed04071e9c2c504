package io.serpentarium.service.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.core.session.SessionTurns;
import io.serpentarium.service.testing.EventReader;
import io.serpentarium.service.testing.HttpTest;
import io.serpentarium.service.testing.SlowReader;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

/** Executions that wait for their turn. */
class QueuesTest extends HttpTest {

  @Autowired SessionTurns turns;

  @Test
  void runWhenTheirTurnComes() {
    String session = api.session();
    try (EventReader running = waiting(session)) {
      assertThat(running.next()).startsWith("started");
      CompletableFuture<ResponseSpec> first = post(session, "print a");
      CompletableFuture<EventReader> second =
          CompletableFuture.supplyAsync(() -> new EventReader(api, session, queued("print b")));
      assertThat(first).isNotDone();
      interrupt(session);
      assertThat(api.read(first.join().expectStatus().isOk()).get("stdout").stringValue())
          .isEqualTo("a\n");
      try (EventReader events = second.join()) {
        assertThat(events.next()).startsWith("started");
        assertThat(events.next()).contains("b");
        assertThat(events.next()).startsWith("result");
      }
    }
  }

  @Test
  void doNotWaitForAnIdleSession() {
    api.post(api.session() + "/executions", queued("print a")).expectStatus().isOk();
  }

  @Test
  void whoLeavesGivesUpTheirPlace() throws IOException {
    String session = api.session();
    try (EventReader running = waiting(session)) {
      assertThat(running.next()).startsWith("started");
      try (SlowReader left = new SlowReader(port)) {
        left.post(session + "/executions", queued("save left x"), "application/json");
        awaitWaiting(session, 1);
      }
      awaitWaiting(session, 0);
      CompletableFuture<ResponseSpec> next = post(session, "print a");
      interrupt(session);
      next.join().expectStatus().isOk();
      api.get(session + "/files/left").expectStatus().isNotFound();
    }
  }

  @Test
  void areRefusedWhereTooManyWait() {
    String session = api.session();
    try (EventReader running = waiting(session);
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(running.next()).startsWith("started");
      for (int each = 0; each < SessionTurns.MOST_WAITING; each++) {
        clients.execute(() -> api.post(session + "/executions", queued("print x")));
      }
      awaitWaiting(session, SessionTurns.MOST_WAITING);
      api.expectProblem(
          api.post(session + "/executions", queued("print y"))
              .expectHeader()
              .exists(HttpHeaders.RETRY_AFTER),
          503,
          "node_saturated");
      api.delete(session).expectStatus().isNoContent();
    }
  }

  @Test
  void endWithTheirSession() {
    String session = api.session();
    try (EventReader running = waiting(session)) {
      assertThat(running.next()).startsWith("started");
      CompletableFuture<ResponseSpec> first = post(session, "print a");
      CompletableFuture<ResponseSpec> second = post(session, "print b");
      api.delete(session).expectStatus().isNoContent();
      api.expectProblem(first.join(), 404, "session_not_found");
      api.expectProblem(second.join(), 404, "session_not_found");
    }
  }

  private void awaitWaiting(String session, int count) {
    String id = session.substring(session.lastIndexOf('/') + 1);
    Awaitility.await().until(() -> turns.waiting(id) == count);
  }

  private EventReader waiting(String session) {
    return new EventReader(api, session, api.code("wait"));
  }

  private void interrupt(String session) {
    api.post(session + "/interrupt", "").expectStatus().isAccepted();
  }

  private CompletableFuture<ResponseSpec> post(String session, String code) {
    return CompletableFuture.supplyAsync(() -> api.post(session + "/executions", queued(code)));
  }

  private static String queued(String code) {
    return "{\"code\": \"%s\", \"queue\": true}".formatted(code);
  }
}
