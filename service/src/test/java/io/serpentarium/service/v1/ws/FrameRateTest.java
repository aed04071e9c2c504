package io.serpentarium.service.v1.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.Api;
import io.serpentarium.service.testing.ChannelClient;
import io.serpentarium.service.testing.Keys;
import io.serpentarium.service.testing.TenantsTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;

class FrameRateTest extends TenantsTest {

  private static final int FRAMES = 9;

  /** Dave has three requests a second: after at most three of them the others have to wait. */
  @Test
  void framesCountAsRequestsAndAreReadLaterBeyondTheRate() {
    Api dave = as(DAVE);
    String session = dave.session();
    HttpHeaders headers = new HttpHeaders();
    headers.setBearerAuth(Keys.text(DAVE));
    try (ChannelClient channel = new ChannelClient(dave.socketUri(session + "/channel"), headers)) {
      long started = System.nanoTime();
      for (int i = 0; i < FRAMES; i++) {
        channel.send("{\"type\": \"eof\"}");
      }
      for (int i = 0; i < FRAMES; i++) {
        assertThat(channel.next("error").get("code").stringValue()).isEqualTo("not_running");
      }
      assertThat(Duration.ofNanos(System.nanoTime() - started))
          .isGreaterThan(Duration.ofMillis(1_500));
    }
  }
}
