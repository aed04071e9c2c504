package io.serpentarium.service.testing;

import java.time.Duration;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.reactive.server.WebTestClient;

/** The tenants of the services that tests start as programs of their own. */
public final class Tenants {

  /** The id of a key of tenant alice. */
  public static final String ALICE = "a00000000001";

  /** The id of a key of tenant bob, who may have 2 sessions and 1,000,000 bytes. */
  public static final String BOB = "b00000000001";

  /** The id of a key of tenant carol, who may have one execution at a time. */
  public static final String CAROL = "c00000000001";

  /** The id of a key of tenant dave, who may use one second of CPU time a day. */
  public static final String DAVE = "d00000000001";

  private static final String TABLE =
      """
      {"tenants": [
        {"id": "alice", "keys": [%s]},
        {"id": "bob", "keys": [%s], "sessions": 2, "stored_bytes": 1000000},
        {"id": "carol", "keys": [%s], "executions": 1},
        {"id": "dave", "keys": [%s], "cpu_seconds_per_day": 1}]}
      """
          .formatted(Keys.entry(ALICE), Keys.entry(BOB), Keys.entry(CAROL), Keys.entry(DAVE));

  private Tenants() {}

  /** What makes them known to a service. */
  public static Map<String, String> environment() {
    return Map.of("SERPENTARIUM_TENANTS_INLINE", TABLE, "SERPENTARIUM_TENANTS_SECRET", Keys.SECRET);
  }

  /** Calls a service with a key. */
  public static Api api(int port, String keyId) {
    WebTestClient client =
        WebTestClient.bindToServer()
            .responseTimeout(Duration.ofSeconds(60))
            .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(64 << 20))
            .defaultHeader(HttpHeaders.AUTHORIZATION, "Bearer " + Keys.text(keyId))
            .build();
    return new Api(client, port);
  }
}
