package io.serpentarium.service.edge.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpHeaders;

class OriginPolicyTest {

  private final OriginPolicy policy = new OriginPolicy(Set.of("https://listed.example"));

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8080, localhost:8080, http,, true",
    "https://localhost:8080, localhost:8080, http,, false",
    "http://localhost:8080, localhost:8080, https,, false",
    "http://localhost:8081, localhost:8080, http,, false",
    "https://snakes.example, snakes.example, http, https, true",
    "https://snakes.example, snakes.example:443, http, 'https, http', true",
    "http://snakes.example, snakes.example, http, https, false",
    "https://listed.example, snakes.example, http,, true",
    "http://listed.example, snakes.example, http,, false",
    "null, snakes.example, http,, false",
    "//snakes.example, snakes.example, http,, false"
  })
  void comparesSchemeHostAndPort(
      String origin, String host, String scheme, String forwarded, boolean permitted) {
    HttpHeaders headers = new HttpHeaders();
    headers.setOrigin(origin);
    headers.set(HttpHeaders.HOST, host);
    if (forwarded != null) {
      headers.set("X-Forwarded-Proto", forwarded);
    }
    assertThat(policy.permits(headers, scheme)).isEqualTo(permitted);
  }
}
