package io.serpentarium.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.service.core.session.SessionMovedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class SocketForwarderTest {

  /** Of a port below those that programs are given. */
  private static final URI NOBODY = URI.create("http://127.0.0.1:1");

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final PeerSecret secret = PeerSecretTest.secret(NOBODY);
  private final Forwarder forwarder =
      new SocketForwarder(
          new ReactorNettyWebSocketClient(),
          new ReactorNettyRequestUpgradeStrategy(),
          new HttpForwarder(WebClient.create(), secret),
          secret);

  @Test
  void saysThatNothingWasDoneWhereNobodyListens() {
    StepVerifier.create(opened(secret.signedAddress()))
        .expectError(SessionMovedException.class)
        .verify(PATIENCE);
  }

  @Test
  void opensNothingWhereNoPodIsKnown() throws IOException {
    try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI address = URI.create("http://127.0.0.1:" + stranger.getLocalPort());
      StepVerifier.create(opened(address))
          .expectError(SessionMovedException.class)
          .verify(PATIENCE);
      stranger.setSoTimeout(1);
      assertThatThrownBy(stranger::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void sendsNoCredentialsButASignature() throws IOException {
    try (ServerSocket pod = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI address = URI.create("http://127.0.0.1:" + pod.getLocalPort());
      CompletableFuture<String> head = CompletableFuture.supplyAsync(() -> head(pod));
      StepVerifier.create(opened(PeerSecretTest.secret(address).signedAddress()))
          .expectError()
          .verify(PATIENCE);
      assertThat(head.join())
          .startsWith("get /v1/sessions/ses_1/channel")
          .contains("serpentarium-peer: ")
          .doesNotContain("alice", "authorization");
    }
  }

  /** Reads one request up to its body, and answers nothing. */
  private static String head(ServerSocket pod) {
    StringBuilder head = new StringBuilder();
    try (Socket socket = pod.accept()) {
      while (!head.toString().endsWith("\r\n\r\n")) {
        head.append((char) socket.getInputStream().read());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return head.toString().toLowerCase(Locale.ROOT);
  }

  private Mono<Void> opened(URI address) {
    MockServerHttpRequest request =
        MockServerHttpRequest.get("/v1/sessions/ses_1/channel")
            .header(HttpHeaders.UPGRADE, "websocket")
            .header(HttpHeaders.AUTHORIZATION, "Bearer of alice")
            .build();
    return forwarder.forward(MockServerWebExchange.from(request), address);
  }
}
