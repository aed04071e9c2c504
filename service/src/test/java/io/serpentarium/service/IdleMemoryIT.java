package io.serpentarium.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.PythonTest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** What sessions hold in which nothing runs is not promised to others. */
@TestPropertySource(
    properties = {
      "serpentarium.memory.budget=200MB",
      "serpentarium.memory.overcommit=1",
      // Templates would take a part of it.
      "serpentarium.extensions-ahead=false"
    })
class IdleMemoryIT extends PythonTest {

  private static final String LIMITS = "{\"limits\": {\"memory_bytes\": 134217728}}";

  @Test
  void largeSessionLeavesNoRoomUntilItIsGone() {
    String large = api.session(LIMITS);
    String small = api.session(LIMITS);
    assertThat(value(large, "x = bytearray(100 << 20); len(x)")).isEqualTo("104857600");
    Awaitility.await().until(() -> status(small) == 503);
    api.delete(large).expectStatus().isNoContent();
    Awaitility.await().until(() -> status(small) == 200);
  }

  private int status(String session) {
    return api.post(session + "/executions", api.code("1"))
        .returnResult(Void.class)
        .getStatus()
        .value();
  }
}
