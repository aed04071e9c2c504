package io.serpentarium.service.edge.filter;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.URI;
import java.util.List;

/**
 * Refuses requests of one connection that Reactor Netty lets pass: with folded header lines, with
 * no Host or with several (400), and with a Host that the service does not go by (421).
 *
 * <p>A refused request is marked as one that could not be decoded, which Reactor Netty answers in
 * its turn, and then closes the connection.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-3.2">RFC 9112, 3.2 and 5.2</a>
 */
public final class StrictRequests extends ChannelDuplexHandler {

  private static final HttpResponseStatus MISDIRECTED =
      HttpResponseStatus.valueOf(421, "Misdirected Request");

  private final HostPolicy hosts;
  private final HeadScanner heads = new HeadScanner();
  private boolean misdirected;

  private StrictRequests(HostPolicy hosts) {
    this.hosts = hosts;
  }

  /**
   * Adds the handler to a connection.
   *
   * @param codec the name of the handler that decodes requests
   * @param after the name of the handler to add it after
   */
  public static void add(ChannelPipeline pipeline, String codec, String after, HostPolicy hosts) {
    StrictRequests requests = new StrictRequests(hosts);
    pipeline.addBefore(codec, "headScanner", requests.heads);
    pipeline.addAfter(after, "strictRequests", requests);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest request) {
      judge(request);
    }
    if (message instanceof LastHttpContent) {
      heads.expect();
    }
    context.fireChannelRead(message);
  }

  private void judge(HttpRequest request) {
    List<String> given = request.headers().getAll(HttpHeaderNames.HOST);
    if (heads.isFolded()) {
      refuse(request, "a header line is folded");
    } else if (given.size() > 1 || (given.isEmpty() && isHttp11(request))) {
      refuse(request, "there must be exactly one Host");
    } else if (!given.stream().allMatch(HostPolicy::isWellFormed)) {
      refuse(request, "the Host is malformed");
    } else if (!given.stream().allMatch(hosts::permits) || !permitsTarget(request.uri())) {
      misdirected = true;
      refuse(request, "the Host is not one of the service's");
    }
  }

  private static boolean isHttp11(HttpRequest request) {
    return request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) >= 0;
  }

  /** An absolute address names the host itself and goes before the header. */
  private boolean permitsTarget(String target) {
    return target.startsWith("/") || !target.contains("://") || hosts.permits(authority(target));
  }

  private static String authority(String target) {
    try {
      String authority = URI.create(target).getRawAuthority();
      return authority == null ? "" : authority;
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static void refuse(HttpRequest request, String reason) {
    if (request.decoderResult().isSuccess()) {
      request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException(reason)));
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the promise tells
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof FullHttpResponse response
        && misdirected
        && response.status().equals(HttpResponseStatus.BAD_REQUEST)) {
      response.setStatus(MISDIRECTED);
    }
    if (message instanceof HttpResponse response
        && response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
      context.pipeline().remove(heads);
    }
    context.write(message, promise);
  }
}
