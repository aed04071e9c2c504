package io.serpentarium.service.edge.filter;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.serpentarium.service.edge.body.WireJson;
import io.serpentarium.service.edge.problem.Problem;
import io.serpentarium.service.edge.problem.ProblemCode;
import org.springframework.http.MediaType;

/**
 * Adds a problem to error responses that leave the server without a body: those that Reactor Netty
 * makes of requests that never reach a handler, such as a malformed address or too large headers.
 */
@Sharable
public final class BareErrorFiller extends ChannelOutboundHandlerAdapter {

  private static final int FIRST_ERROR = 400;

  private final WireJson json;

  public BareErrorFiller(WireJson json) {
    this.json = json;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    super.write(
        context, isBareError(message) ? filled((FullHttpResponse) message) : message, promise);
  }

  private static boolean isBareError(Object message) {
    return message instanceof FullHttpResponse response
        && response.status().code() >= FIRST_ERROR
        && !response.content().isReadable()
        && !response.headers().contains(HttpHeaderNames.CONTENT_TYPE);
  }

  private FullHttpResponse filled(FullHttpResponse bare) {
    ProblemCode code = ProblemCode.ofStatus(bare.status().code());
    byte[] body = json.write(Problem.of(code, code.title() + "."));
    FullHttpResponse filled = bare.replace(Unpooled.wrappedBuffer(body));
    filled.headers().set(HttpHeaderNames.CONTENT_TYPE, MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    filled.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    filled.headers().set(HttpHeaderNames.CACHE_CONTROL, HeaderFilter.NO_STORE);
    filled.headers().set(HeaderFilter.CONTENT_TYPE_OPTIONS, HeaderFilter.NO_SNIFF);
    bare.release();
    return filled;
  }
}
