package io.serpentarium.service.edge.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.junit.jupiter.api.Test;

class ConnectionCapTest {

  private final ConnectionCap cap = new ConnectionCap(2);

  @Test
  void endsTheOneThatHasBeenIdleForLongest() {
    EmbeddedChannel first = connect();
    EmbeddedChannel second = connect();
    request(first);
    answer(first, HttpResponseStatus.OK);
    EmbeddedChannel third = connect();
    run(first, second, third);
    assertThat(second.isOpen()).isFalse();
    assertThat(first.isOpen()).isTrue();
    assertThat(third.isOpen()).isTrue();
  }

  @Test
  void closesTheNewOneWhileAllAreBusy() {
    EmbeddedChannel first = connect();
    EmbeddedChannel second = connect();
    request(first);
    request(second);
    answer(second, HttpResponseStatus.CONTINUE);
    EmbeddedChannel third = connect();
    run(first, second, third);
    assertThat(first.isOpen()).isTrue();
    assertThat(second.isOpen()).isTrue();
    assertThat(third.isOpen()).isFalse();
  }

  @Test
  void takesAnUpgradedOneForBusy() {
    EmbeddedChannel first = connect();
    EmbeddedChannel second = connect();
    request(first);
    answer(first, HttpResponseStatus.SWITCHING_PROTOCOLS);
    EmbeddedChannel third = connect();
    run(first, second, third);
    assertThat(first.isOpen()).isTrue();
    assertThat(second.isOpen()).isFalse();
  }

  @Test
  void sparesOneWhoseRequestCameMeanwhile() {
    EmbeddedChannel first = connect();
    connect();
    connect();
    request(first);
    first.runPendingTasks();
    assertThat(first.isOpen()).isTrue();
  }

  @Test
  void countsOnlyThoseThatLast() {
    for (int i = 0; i < 10; i++) {
      EmbeddedChannel channel = connect();
      run(channel);
      assertThat(channel.isOpen()).isTrue();
      assertThat(channel.close().isSuccess()).isTrue();
    }
  }

  private EmbeddedChannel connect() {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.pipeline().addLast("codec", new ChannelInboundHandlerAdapter());
    cap.admit(channel, "codec");
    return channel;
  }

  private static void run(EmbeddedChannel... channels) {
    for (EmbeddedChannel channel : channels) {
      channel.runPendingTasks();
    }
  }

  private static void request(EmbeddedChannel channel) {
    channel.writeInbound(new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"));
  }

  private static void answer(EmbeddedChannel channel, HttpResponseStatus status) {
    channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status));
  }
}
