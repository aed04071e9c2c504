package io.serpentarium.service.operations;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.Routes;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.stereotype.Component;

/**
 * Counts finished requests by the door that they came to: {@code serpentarium.door.requests} by
 * door and by what became of them.
 */
@Component
final class DoorMeters implements ObservationHandler<ServerRequestObservationContext> {

  private static final String NAME = "serpentarium.door.requests";

  private final MeterRegistry registry;

  DoorMeters(MeterRegistry registry) {
    this.registry = registry;
    for (Door door : Door.values()) {
      for (Outcome outcome : Outcome.values()) {
        count(door, outcome, 0);
      }
    }
  }

  /** The outcome of a request. */
  private enum Outcome {
    ANSWERED,
    REFUSED,
    FAILED,
    GONE;

    static Outcome of(int status) {
      return status == 0 ? GONE : status < 400 ? ANSWERED : status < 500 ? REFUSED : FAILED;
    }
  }

  @Override
  public boolean supportsContext(Observation.Context context) {
    return context instanceof ServerRequestObservationContext;
  }

  @Override
  public void onStop(ServerRequestObservationContext context) {
    Outcome outcome = Outcome.of(RequestFacts.of(context).status());
    door(context).ifPresent(door -> count(door, outcome, 1));
  }

  private static Optional<Door> door(ServerRequestObservationContext context) {
    return context.getAttributes().get(Routes.RoutedRequest.class.getName())
            instanceof Routes.RoutedRequest routed
        ? routed.door()
        : Optional.empty();
  }

  private void count(Door door, Outcome outcome, int requests) {
    registry
        .counter(NAME, "door", door.wireName(), "outcome", outcome.name().toLowerCase(Locale.ROOT))
        .increment(requests);
  }
}
