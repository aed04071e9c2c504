package io.serpentarium.service.edge.filter;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictRequestsTest {

  private static final String GOOD = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private final EmbeddedChannel channel = channel(HostPolicy.loopbackAnd(List.of()));

  private static EmbeddedChannel channel(HostPolicy hosts) {
    EmbeddedChannel made = new EmbeddedChannel();
    made.pipeline().addLast("codec", new HttpServerCodec());
    StrictRequests.add(made.pipeline(), "codec", "codec", hosts);
    return made;
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void passesGoodRequestsInAnyPieces() {
    assertThat(verdicts(GOOD + GOOD)).containsExactly("good", "good");
    for (int i = 0; i < GOOD.length(); i++) {
      channel.writeInbound(Unpooled.copiedBuffer(GOOD.substring(i, i + 1), ISO_8859_1));
    }
    assertThat(verdicts("")).containsExactly("good");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n\tb\r\n\r\n",
        "\r\n\r\nGET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n",
      })
  void refusesFoldedLines(String head) {
    assertThat(verdicts(head)).containsExactly("a header line is folded");
  }

  @Test
  void looksAtEachHeadByItself() {
    String post = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8\r\n\r\n";
    assertThat(verdicts(post + "a\r\n b\r\n\r" + GOOD))
        .as("a body may have any lines")
        .containsExactly("good", "good");
    String folded = "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n";
    assertThat(verdicts(GOOD + folded)).containsExactly("good", "a header line is folded");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nhost: evil.example\r\n\r\n",
        "GET / HTTP/1.0\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
      })
  void wantsExactlyOneHost(String head) {
    assertThat(verdicts(head)).containsExactly("there must be exactly one Host");
  }

  @Test
  void wantsNoHostOfOldClients() {
    assertThat(verdicts("GET / HTTP/1.0\r\n\r\n")).containsExactly("good");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "localhost/", "user@localhost", "[::1"})
  void refusesAMalformedHost(String host) {
    assertThat(verdicts("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
        .containsExactly("the Host is malformed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        "GET / HTTP/1.1\r\nHost:\r\n\r\n",
        "GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET http://user@localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET http://[/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
      })
  void answersThatAForeignHostIsMisdirected(String head) {
    assertThat(verdicts(head)).containsExactly("the Host is not one of the service's");
    channel.writeOutbound(
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.BAD_REQUEST));
    assertThat(channel.<ByteBuf>readOutbound().toString(ISO_8859_1))
        .startsWith("HTTP/1.1 421 Misdirected Request");
  }

  @Test
  void knowsTheNameInAnAbsoluteTarget() {
    assertThat(verdicts("GET http://localhost:80/ HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        .containsExactly("good");
  }

  private List<String> verdicts(String bytes) {
    channel.writeInbound(Unpooled.copiedBuffer(bytes, ISO_8859_1));
    List<String> verdicts = new ArrayList<>();
    for (Object each = channel.readInbound(); each != null; each = channel.readInbound()) {
      if (each instanceof HttpRequest request) {
        Throwable failure = request.decoderResult().cause();
        verdicts.add(failure == null ? "good" : failure.getMessage());
      }
      ReferenceCountUtil.release(each);
    }
    return verdicts;
  }
}
