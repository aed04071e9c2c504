package io.serpentarium.service.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serpentarium.service.testing.HttpTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class RequestLogTest extends HttpTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  @Test
  void writesOneLineARequestAndOneOfWhoDidWhat(CapturedOutput output) {
    String session = api.session();
    String id = session.substring(session.lastIndexOf('/') + 1);
    awaitLine(output, "io.serpentarium.request", "POST /v1/sessions 201 in ", "subject " + id);
    awaitLine(output, "io.serpentarium.audit", "session.create by local on " + id + ": 201");
    api.delete(session);
    awaitLine(output, "io.serpentarium.audit", "session.delete by local on " + id + ": 204");
  }

  @Test
  void tellsNeitherCodeNorOutput(CapturedOutput output) {
    api.execute(api.session(), "print top-secret");
    awaitLine(output, "io.serpentarium.audit", "session.run by local on ses_");
    assertThat(output).doesNotContain("top-secret");
  }

  @Test
  void goesOnWithTheCallersTrace(CapturedOutput output) {
    api.client()
        .get()
        .uri("http://127.0.0.1:" + port + "/v1/info")
        .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
        .exchange()
        .expectStatus()
        .isOk();
    awaitLine(output, "GET /v1/info 200", "trace " + TRACE);
  }

  @Test
  void letsNoPathForgeALine(CapturedOutput output) {
    api.get("/v1/sessions/ses_1%0A2026-01-01%20ERROR").expectStatus().isNotFound();
    awaitLine(output, "GET /v1/sessions/{id} 404", "subject invalid");
  }

  @Test
  void namesNoPathThatIsNone(CapturedOutput output) {
    api.get("/nowhere/at/all").expectStatus().isNotFound();
    awaitLine(output, "io.serpentarium.request", " 404 in ");
    assertThat(output).doesNotContain("/nowhere/at/all");
  }

  private static void awaitLine(CapturedOutput output, String... parts) {
    await()
        .untilAsserted(
            () ->
                assertThat(output.getOut().lines())
                    .anySatisfy(line -> assertThat(line).contains(List.of(parts))));
  }
}
