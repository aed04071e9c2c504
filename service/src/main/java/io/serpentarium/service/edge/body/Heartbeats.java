package io.serpentarium.service.edge.body;

import java.time.Duration;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * Heartbeats between the elements of a quiet stream.
 *
 * @param interval time between two of them
 * @param silence after which a client is taken to be gone that answers none of them
 */
public record Heartbeats(Duration interval, Duration silence) {

  private static final int PREFETCH = 1;

  /**
   * Merges signs of life into a stream until it ends. Without demand they are dropped, and the
   * stream is asked for one element at a time.
   */
  public <T> Flux<T> into(Flux<T> stream, Supplier<T> sign) {
    return Flux.defer(
        () -> {
          Sinks.Empty<Void> ended = Sinks.empty();
          Flux<T> signs =
              Flux.interval(interval)
                  .onBackpressureDrop()
                  .map(tick -> sign.get())
                  .takeUntilOther(ended.asMono());
          return Flux.merge(
              Flux.just(stream.doOnTerminate(ended::tryEmitEmpty), signs), 2, PREFETCH);
        });
  }
}
