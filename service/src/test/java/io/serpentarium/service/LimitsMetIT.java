package io.serpentarium.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.serpentarium.service.testing.ChannelClient;
import io.serpentarium.service.testing.PythonTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.json.JsonMapper;

/** What only the guest knows of an execution, in the meters of the service. */
class LimitsMetIT extends PythonTest {

  private static final String RECURSION = "def f(): f()\ntry: f()\nexcept RecursionError: pass";
  private static final String MEMORY = "try: bytearray(1 << 30)\nexcept MemoryError: pass";
  private static final String BY_HAND = "try: raise MemoryError\nexcept MemoryError: pass";

  @Autowired private MeterRegistry meters;

  @Test
  void countExceptionsThatTheProgramCaught() {
    String session = api.session();
    double memory = met("memory");
    double recursion = met("recursion");
    assertThat(api.execute(session, MEMORY).get("status").stringValue()).isEqualTo("completed");
    assertThat(met("memory")).isEqualTo(memory + 1);
    assertThat(met("recursion")).isEqualTo(recursion);
    assertThat(api.run(RECURSION).get("status").stringValue()).isEqualTo("completed");
    api.execute(session, BY_HAND);
    assertThat(met("memory")).isEqualTo(memory + 1);
    assertThat(met("recursion")).isEqualTo(recursion + 1);
  }

  @ParameterizedTest
  @CsvSource({"1 + 1, completed", "1 / 0, raised", "x = (], raised", "exit(2), exited"})
  void countStatementsOnTheTerminalByHowTheyEnded(String typed, String status) {
    String session = api.session();
    long before = ended(status);
    try (ChannelClient terminal = new ChannelClient(api.socketUri(session + "/terminal"))) {
      terminal.send("[\"set_size\",30,72]");
      String[] frame = {"stdin", typed + "\r"};
      terminal.send(JsonMapper.shared().writeValueAsString(frame));
      await().untilAsserted(() -> assertThat(ended(status)).isEqualTo(before + 1));
    }
  }

  private double met(String limit) {
    return meters.get("serpentarium.limits.met").tag("limit", limit).counter().count();
  }

  private long ended(String status) {
    return meters.get("serpentarium.executions").tag("status", status).timer().count();
  }
}
