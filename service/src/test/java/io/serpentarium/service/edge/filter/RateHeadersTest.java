package io.serpentarium.service.edge.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.core.admission.Allowance;
import io.serpentarium.service.core.admission.Quota;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpHeaders;

class RateHeadersTest {

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0",
    "PT0.000000001S, 1",
    "PT0.0005S, 1",
    "PT0.999999999S, 1",
    "PT1S, 1",
    "PT1.000000001S, 2",
    "PT24H, 86400",
  })
  void roundsTimesUpSoThatNobodyComesTooEarly(Duration time, long seconds) {
    assertThat(RateHeaders.seconds(time)).isEqualTo(seconds);
  }

  @Test
  void saysWhatIsLeftAndWhenThereIsMore() {
    Duration second = Duration.ofSeconds(1);
    HttpHeaders headers = new HttpHeaders();
    RateHeaders.of(new Allowance(Quota.REQUESTS, 5, second, 3, Duration.ZERO)).addTo(headers);
    RateHeaders.of(Allowance.exhausted(Quota.SNAPSHOTS, 2)).addTo(headers);
    assertThat(headers.get("RateLimit-Policy"))
        .containsExactly("\"requests\";q=5;w=1", "\"snapshots\";q=2");
    assertThat(headers.get("RateLimit"))
        .containsExactly("\"requests\";r=3;t=1", "\"snapshots\";r=0;t=1");
  }
}
