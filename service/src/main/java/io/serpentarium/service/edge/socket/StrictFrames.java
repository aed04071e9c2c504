package io.serpentarium.service.edge.socket;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;

/**
 * Ends a WebSocket on what Reactor Netty lets pass: reserved bits that no extension has given a
 * meaning (status 1002) and text that is no UTF-8 (1007). For one connection, before its upgrade
 * too.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-5.2">RFC 6455, 5.2 and 8.1</a>
 */
public final class StrictFrames extends Utf8FrameValidator {

  private boolean ended;

  public StrictFrames() {
    super(false);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    if (!(message instanceof WebSocketFrame frame)) {
      context.fireChannelRead(message);
    } else if (ended) {
      ReferenceCountUtil.release(message);
    } else if (frame.rsv() != 0) {
      ReferenceCountUtil.release(message);
      end(context, WebSocketCloseStatus.PROTOCOL_ERROR, "reserved bits are set");
    } else {
      super.channelRead(context, message);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable failure) throws Exception {
    if (failure instanceof CorruptedWebSocketFrameException corrupted) {
      end(context, corrupted.closeStatus(), "the text is not UTF-8");
    } else {
      super.exceptionCaught(context, failure);
    }
  }

  private void end(ChannelHandlerContext context, WebSocketCloseStatus status, String reason) {
    ended = true;
    context
        .writeAndFlush(new CloseWebSocketFrame(status, reason))
        .addListener(ChannelFutureListener.CLOSE);
  }
}
