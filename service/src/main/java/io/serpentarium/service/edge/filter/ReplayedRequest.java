package io.serpentarium.service.edge.filter;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.core.publisher.Flux;

/** A request whose body was read already, and can be read again and again. */
public final class ReplayedRequest extends ServerHttpRequestDecorator {

  private final byte[] body;

  /**
   * @param body all of it; not copied
   */
  public ReplayedRequest(ServerHttpRequest request, byte[] body) {
    super(request);
    this.body = body;
  }

  @Override
  public Flux<DataBuffer> getBody() {
    return body.length == 0
        ? Flux.empty()
        : Flux.defer(() -> Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(body)));
  }
}
