package io.serpentarium.service.cluster;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.server.reactive.HttpHandler;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * The server of the port that only pods reach: the service itself, but requests to it must be
 * {@linkplain PeerSecret#require signed}. Stops as the public server does, when open requests have
 * been answered.
 */
final class PeerServer implements SmartLifecycle {

  private final HttpHandler handler;
  private final Function<HttpHandler, WebServer> factory;
  private final AtomicReference<@Nullable WebServer> server = new AtomicReference<>();

  /**
   * @param handler the handler of the public server
   * @param factory makes a server that has not started
   */
  PeerServer(HttpHandler handler, Function<HttpHandler, WebServer> factory) {
    this.handler = handler;
    this.factory = factory;
  }

  /** Returns whether the request of this context came in through this server. */
  static boolean isIn(ContextView context) {
    return context.hasKey(PeerServer.class);
  }

  /** Marks requests in this context as received by this server. */
  static Context mark(Context context) {
    return context.put(PeerServer.class, true);
  }

  @Override
  public void start() {
    WebServer started =
        factory.apply(
            (request, response) ->
                handler.handle(request, response).contextWrite(PeerServer::mark));
    started.start();
    server.set(started);
  }

  @Override
  public void stop() {
    stop(() -> {});
  }

  @Override
  public void stop(Runnable stopped) {
    WebServer last = Objects.requireNonNull(server.getAndSet(null));
    last.shutDownGracefully(
        result -> {
          last.stop();
          stopped.run();
        });
  }

  @Override
  public boolean isRunning() {
    return server.get() != null;
  }

  @Override
  public int getPhase() {
    return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;
  }
}
