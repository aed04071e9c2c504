package io.serpentarium.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.session.SessionMovedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.test.StepVerifier;

/** What each adapter of {@link Forwarder} does. */
interface ForwarderContract {

  Duration PATIENCE = Duration.ofMinutes(1);

  /** Of a port below those that programs are given. */
  URI NOBODY = URI.create("http://127.0.0.1:1");

  String MOVED =
      "HTTP/1.1 503 Service Unavailable\r\nserpentarium-moved: true\r\ncontent-length: 0\r\n\r\n";

  Forwarder forwarder();

  /** A request of the kind that the adapter sends on. */
  MockServerHttpRequest.BaseBuilder<?> request();

  /** A client that asks once. */
  static HttpClient client() {
    return HttpClient.newConnection().disableRetry(true);
  }

  @Test
  default void sendsNothingWhereNoPodIsKnown() throws IOException {
    try (ScriptedPod stranger = new ScriptedPod(MOVED)) {
      URI address = stranger.address();
      String other = PeerSecretTest.secret(NOBODY).signedAddress().getRawFragment();
      for (String unsigned : List.of(address + "", address + "#", address + "#" + other)) {
        StepVerifier.create(forward(URI.create(unsigned)))
            .expectError(SessionMovedException.class)
            .verify(PATIENCE);
      }
      assertThat(stranger.heads()).isEmpty();
    }
  }

  @Test
  default void saysThatNothingWasDoneWhereNobodyListens() {
    StepVerifier.create(forward(signed(NOBODY)))
        .expectError(SessionMovedException.class)
        .verify(PATIENCE);
  }

  @Test
  default void saysThatNothingWasDoneWhenTheSessionHasLeftThePod() throws IOException {
    try (ScriptedPod pod = new ScriptedPod(MOVED)) {
      StepVerifier.create(forward(signed(pod.address())))
          .expectError(SessionMovedException.class)
          .verify(PATIENCE);
    }
  }

  @Test
  default void saysThatAPodBreaksOff() throws IOException {
    try (ScriptedPod pod = new ScriptedPod("")) {
      StepVerifier.create(forward(signed(pod.address())))
          .expectErrorMatches(failure -> ServiceFailure.is(failure, FailureCode.NODE_GONE))
          .verify(PATIENCE);
    }
  }

  @Test
  default void sendsNoCredentialsButASignature() throws IOException {
    try (ScriptedPod pod = new ScriptedPod(MOVED)) {
      StepVerifier.create(forward(signed(pod.address()))).expectError().verify(PATIENCE);
      assertThat(pod.heads())
          .isNotEmpty()
          .allMatch(head -> head.contains("serpentarium-peer: "))
          .noneMatch(head -> head.contains("alice") || head.contains("authorization"));
    }
  }

  private static URI signed(URI address) {
    return PeerSecretTest.secret(address).signedAddress();
  }

  private Mono<Void> forward(URI address) {
    return forwarder()
        .forward(
            MockServerWebExchange.from(
                request()
                    .header(HttpHeaders.AUTHORIZATION, "Bearer of alice")
                    .header(HttpHeaders.COOKIE, "of=alice")),
            address);
  }

  /** A pod that gives every request one answer and then closes the connection. */
  final class ScriptedPod implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final String answer;
    private final Thread thread = Thread.ofVirtual().unstarted(this::serve);

    ScriptedPod(String answer) throws IOException {
      this.answer = answer;
      thread.start();
    }

    URI address() {
      return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** The heads of all requests, in lower case. */
    List<String> heads() {
      return heads;
    }

    private void serve() {
      while (!server.isClosed()) {
        try (Socket socket = server.accept()) {
          heads.add(head(socket.getInputStream()));
          socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
          if (!server.isClosed()) {
            throw new UncheckedIOException(e);
          }
        }
      }
    }

    private static String head(InputStream in) throws IOException {
      StringBuilder head = new StringBuilder();
      for (int next = in.read(); next >= 0; next = in.read()) {
        head.append((char) next);
        if (head.toString().endsWith("\r\n\r\n")) {
          return head.toString().toLowerCase(Locale.ROOT);
        }
      }
      return head.toString();
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
