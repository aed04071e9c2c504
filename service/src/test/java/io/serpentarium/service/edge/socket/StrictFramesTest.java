package io.serpentarium.service.edge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictFramesTest {

  private final EmbeddedChannel channel = new EmbeddedChannel(new StrictFrames());

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void passesTextAndBytes() {
    assertThat(channel.writeInbound(new TextWebSocketFrame("ä"))).isTrue();
    assertThat(channel.writeInbound(new BinaryWebSocketFrame(bytes(0xff, 0xfe)))).isTrue();
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void passesACharacterThatTwoFramesShare() {
    channel.writeInbound(new TextWebSocketFrame(false, 0, bytes(0xc3)));
    channel.writeInbound(new ContinuationWebSocketFrame(true, 0, bytes(0xa4)));
    assertThat(channel.isOpen()).isTrue();
  }

  static List<byte[]> noText() {
    return List.of(
        new byte[] {(byte) 0xff},
        new byte[] {(byte) 0xc0, (byte) 0x80},
        new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
        new byte[] {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
        new byte[] {'a', (byte) 0xc3});
  }

  @ParameterizedTest
  @MethodSource("noText")
  void endsAtTextThatIsNotUtf8(byte[] bytes) {
    channel.writeInbound(new TextWebSocketFrame(Unpooled.wrappedBuffer(bytes)));
    assertEnded(1007);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 7})
  void endsAtReservedBits(int rsv) {
    WebSocketFrame frame = new TextWebSocketFrame(true, rsv, Unpooled.copiedBuffer(new byte[1]));
    channel.writeInbound(frame);
    assertThat(frame.refCnt()).isZero();
    assertEnded(1002);
  }

  @Test
  void passesNothingOnceItHasEnded() {
    WebSocketFrame late = new TextWebSocketFrame("late");
    EmbeddedChannel slow =
        new EmbeddedChannel(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void close(ChannelHandlerContext context, ChannelPromise promise) {
                // The peer takes its time.
              }
            },
            new StrictFrames());
    slow.writeInbound(new TextWebSocketFrame(true, 4, bytes('a')));
    assertThat(slow.isOpen()).isTrue();
    slow.writeInbound(late);
    assertThat(slow.inboundMessages()).isEmpty();
    assertThat(late.refCnt()).isZero();
    slow.releaseOutbound();
  }

  private void assertEnded(int status) {
    assertThat(channel.inboundMessages()).isEmpty();
    CloseWebSocketFrame close = channel.readOutbound();
    assertThat(close.statusCode()).isEqualTo(status);
    close.release();
    assertThat(channel.isOpen()).isFalse();
  }

  private static ByteBuf bytes(int... values) {
    ByteBuf bytes = Unpooled.buffer();
    for (int value : values) {
      bytes.writeByte(value);
    }
    return bytes;
  }
}
