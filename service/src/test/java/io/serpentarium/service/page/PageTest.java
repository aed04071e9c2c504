package io.serpentarium.service.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.HttpTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

class PageTest extends HttpTest {

  private static final Pattern ADDRESS = Pattern.compile("(?:src|href)=\"([^#\"]+)\"");

  @Test
  void isServedAtTheRootAndAskedForAnew() {
    HttpResponse<byte[]> page = fetch("/");
    assertThat(header(page, HttpHeaders.CONTENT_TYPE)).isEqualTo("text/html;charset=UTF-8");
    assertThat(header(page, HttpHeaders.CACHE_CONTROL)).isEqualTo("no-cache");
    assertThat(text(page)).startsWith("<!doctype html>").doesNotContain("{{");
  }

  @Test
  void allowsNoInlineCodeAndNothingFromElsewhere() {
    String policy = policy(fetch("/"));
    assertThat(policy)
        .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'")
        .doesNotContain("unsafe", "http:", "https:", "data:", "*");
  }

  @Test
  void givesEachAnswerANonceOfItsOwn() {
    Set<String> nonces = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      HttpResponse<byte[]> page = fetch("/");
      String nonce = text(page).replaceAll("(?s).*nonce=\"([0-9a-f]{32})\".*", "$1");
      assertThat(policy(page)).contains("style-src 'self' 'nonce-" + nonce + "'");
      nonces.add(nonce);
    }
    assertThat(nonces).hasSize(5);
  }

  @Test
  void asksOnlyForWhatIsServed() {
    List<String> addresses =
        ADDRESS
            .matcher(text(fetch("/")))
            .results()
            .map((MatchResult found) -> found.group(1))
            .distinct()
            .toList();
    assertThat(addresses).hasSizeGreaterThan(3).allMatch(address -> address.startsWith("/"));
    assertThat(addresses).allSatisfy(this::fetch);
  }

  @ParameterizedTest
  @CsvSource({
    "app, text/javascript;charset=utf-8",
    "style, text/css;charset=utf-8",
    "icon, image/svg+xml"
  })
  void keepsAssetsForEver(String name, String type) {
    HttpResponse<byte[]> asset = fetch(asset(name));
    assertThat(header(asset, HttpHeaders.CONTENT_TYPE)).isEqualToIgnoringCase(type);
    assertThat(header(asset, HttpHeaders.CACHE_CONTROL))
        .isEqualTo("public, max-age=31536000, immutable");
    assertThat(header(asset, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(asset, HttpHeaders.VARY)).isEqualTo("Accept-Encoding");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate, gzip;q=0.8", "br, gzip; q=1.0", "gzip;q=0.001"})
  void compressesForThoseWhoTakeIt(String accepted) throws IOException {
    HttpResponse<byte[]> asset = fetch(asset("app"), accepted);
    assertThat(header(asset, HttpHeaders.CONTENT_ENCODING)).isEqualTo("gzip");
    assertThat(unzip(asset.body())).isEqualTo(fetch(asset("app")).body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "br", "gzip;q=0", "gzip;q=0.000", "x-gzipped"})
  void compressesForNobodyElse(String accepted) {
    assertThat(header(fetch(asset("app"), accepted), HttpHeaders.CONTENT_ENCODING)).isEmpty();
  }

  @Test
  void framesWhatProgramsDisplayInAnOriginThatIsNobodys() {
    HttpResponse<byte[]> frame = fetch("/display-frame");
    assertThat(policy(frame))
        .startsWith("sandbox allow-scripts; default-src 'none'; ")
        .contains("frame-ancestors 'self'")
        .doesNotContain("allow-same-origin", "connect-src", "'self';", "http");
    assertThat(text(frame)).contains("source !== parent");
    assertThat(policy(fetch("/"))).contains("frame-src 'self'", "frame-ancestors 'none'");
  }

  @Test
  void tellsTheLicencesOfWhatItHolds() {
    assertThat(text(fetch("/third-party-notices.txt")))
        .contains("@xterm/xterm 6.", "@codemirror/view 6.", "Permission is hereby granted");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/assets/app.js",
        "/assets/..%2Findex.html",
        "/assets/%2e%2e%2fopenapi.json",
        "/assets/",
        "/index.html"
      })
  void servesNothingElse(String path) {
    api.expectProblem(api.get(path), 404, "not_found");
  }

  @Test
  void isReadOnly() {
    api.expectProblem(api.post("/", "{}"), 405, "method_not_allowed");
    api.expectProblem(api.delete("/"), 405, "method_not_allowed");
  }

  @Test
  void answersHeadWithoutBody() {
    api.send(HttpMethod.HEAD, "/").expectStatus().isOk().expectBody().isEmpty();
  }

  @Test
  void isNoPageOfAnotherOrigin() {
    api.expectProblem(
        api.client()
            .get()
            .uri(api.uri("/"))
            .header(HttpHeaders.ORIGIN, "https://elsewhere.example")
            .exchange(),
        403,
        "origin_not_allowed");
  }

  private String asset(String name) {
    return text(fetch("/")).replaceAll("(?s).*\"(/assets/" + name + "-[^\"]+)\".*", "$1");
  }

  private HttpResponse<byte[]> fetch(String path) {
    return fetch(path, "identity");
  }

  /** Fetches what is there, as it is sent: Spring's test client would unpack it. */
  private HttpResponse<byte[]> fetch(String path, String accepted) {
    HttpRequest request =
        HttpRequest.newBuilder(api.uri(path)).header(HttpHeaders.ACCEPT_ENCODING, accepted).build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
      assertThat(answer.statusCode()).isEqualTo(200);
      return answer;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String header(HttpResponse<byte[]> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private static String policy(HttpResponse<byte[]> answer) {
    return header(answer, "Content-Security-Policy");
  }

  private static byte[] unzip(byte[] gzipped) throws IOException {
    try (var gzip = new GZIPInputStream(new ByteArrayInputStream(gzipped))) {
      return gzip.readAllBytes();
    }
  }
}
