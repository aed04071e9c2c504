package io.serpentarium.service.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serpentarium.service.testing.Api;
import io.serpentarium.service.testing.TenantsTest;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** Restores that do not end keep nobody else waiting, nor what is not bulk work. */
@TestPropertySource(properties = "serpentarium.workers.threads=" + BulkheadsTest.THREADS)
class BulkheadsTest extends TenantsTest {

  static final int THREADS = 4;
  private static final int RESTORES = 12;

  private CountDownLatch release;

  @BeforeEach
  void fillWithRestores() {
    String session = alice.session();
    String snapshot = alice.read(alice.post(session + "/snapshots", "")).get("id").stringValue();
    release = sandbox.holdRestores();
    for (int i = 0; i < RESTORES; i++) {
      Thread.startVirtualThread(
          () -> alice.post("/v1/sessions", "{\"snapshot_id\": \"%s\"}".formatted(snapshot)));
    }
    await().until(() -> sandbox.held() == THREADS / 2);
  }

  @AfterEach
  void letThemEnd() {
    release.countDown();
    await().until(() -> sessions() > RESTORES);
  }

  @Test
  void aNeighbourReadsAndRunsMeanwhile() {
    bob.get("/v1/sessions").expectStatus().isOk();
    String session = bob.session();
    assertThat(bob.execute(session, "print x").get("stdout").stringValue()).isEqualTo("x\n");
    assertThat(bob.run("value 7").get("result").stringValue()).isEqualTo("7");
    assertThat(sandbox.held()).isEqualTo(THREADS / 2);
  }

  @Test
  void theTenantItselfReadsAndInterruptsMeanwhile() {
    alice.get("/v1/sessions").expectStatus().isOk();
    String session = alice.read(alice.get("/v1/sessions")).at("/items/0/id").stringValue();
    Thread.startVirtualThread(() -> execute(alice, session));
    await().until(() -> isBusy(session));
    alice.post("/v1/sessions/%s/interrupt".formatted(session), "").expectStatus().isAccepted();
    await().until(() -> !isBusy(session));
    assertThat(sandbox.held()).isEqualTo(THREADS / 2);
  }

  private int sessions() {
    return alice.read(alice.get("/v1/sessions?limit=200")).get("items").size();
  }

  private boolean isBusy(String session) {
    return alice
        .read(alice.get("/v1/sessions/" + session))
        .get("state")
        .stringValue()
        .equals("busy");
  }

  private static void execute(Api api, String session) {
    api.post("/v1/sessions/%s/executions".formatted(session), api.code("wait"));
  }
}
