package io.serpentarium.service.edge.filter;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps the number of a server's connections below a maximum, so that clients cannot take the
 * descriptors that guests need. A connection too many closes the one that has been idle for
 * longest, that is, without a request under way or completely received. While all are busy, the new
 * connection is closed.
 */
@SuppressWarnings("FutureReturnValueIgnored") // promises and close futures tell
public final class ConnectionCap {

  private final int most;
  private final Set<Channel> idle = new LinkedHashSet<>();
  private int count;

  public ConnectionCap(int most) {
    this.most = most;
  }

  /**
   * Counts a connection as long as it lasts.
   *
   * @param after the name of what its handler stands behind, which sees requests and responses
   */
  public void admit(Channel channel, String after) {
    channel.closeFuture().addListener(closed -> remove(channel));
    channel.pipeline().addAfter(after, "connectionCap", new Watch());
    add(channel).ifPresent(ConnectionCap::close);
  }

  /** Adds a connection, and returns the one that must be closed for it. */
  private synchronized Optional<Channel> add(Channel channel) {
    count++;
    idle.add(channel);
    return count <= most ? Optional.empty() : Optional.of(takeOldest());
  }

  /** The new one is the youngest, and goes only when there is no other. */
  private Channel takeOldest() {
    Iterator<Channel> all = idle.iterator();
    Channel oldest = all.next();
    all.remove();
    return oldest;
  }

  private synchronized void remove(Channel channel) {
    count--;
    idle.remove(channel);
  }

  private synchronized void setIdle(Channel channel, boolean isIdle) {
    if (isIdle && channel.isOpen()) {
      idle.add(channel);
    } else {
      idle.remove(channel);
    }
  }

  /**
   * Closes a connection on its own event loop, which knows whether a request has come meanwhile.
   */
  private static void close(Channel channel) {
    channel
        .eventLoop()
        .execute(
            () -> {
              Watch watch = channel.pipeline().get(Watch.class);
              if (watch == null || watch.pending == 0) {
                channel.close();
              }
            });
  }

  /** Knows of one connection whether a request is under way. An upgraded one is never idle. */
  private final class Watch extends ChannelDuplexHandler {

    private int pending;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof HttpRequest) {
        pending++;
        setIdle(context.channel(), false);
      }
      context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      if (message instanceof LastHttpContent && !isInterim(message)) {
        context.write(message, promise.unvoid().addListener(sent -> end(context.channel())));
      } else {
        context.write(message, promise);
      }
    }

    private static boolean isInterim(Object message) {
      return message instanceof HttpResponse response
          && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }

    private void end(Channel channel) {
      pending = Math.max(0, pending - 1);
      setIdle(channel, pending == 0);
    }
  }
}
