package io.serpentarium.service.mcp;

import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** The calls of connections that have a session, which a notification may cancel. Thread-safe. */
@Component
@OpenDoor(Door.MCP)
final class CallsInProgress {

  private final Map<Call, Sinks.Empty<Void>> calls = new ConcurrentHashMap<>();

  /**
   * The identity of a call.
   *
   * @param session the session of the connection
   * @param requestId the client's request id, text or integer
   */
  record Call(String tenant, String session, Object requestId) {

    Call(Tenant tenant, String session, Object requestId) {
      this(tenant.id(), session, requestId);
    }
  }

  /** Makes work end silently, and interrupts it, when the call is cancelled. */
  <T> Flux<T> cancellable(Call call, Flux<T> work) {
    return Flux.defer(
        () -> {
          Sinks.Empty<Void> cancelled = Sinks.empty();
          calls.put(call, cancelled);
          return work.takeUntilOther(cancelled.asMono())
              .doFinally(signal -> calls.remove(call, cancelled));
        });
  }

  /** Cancels a call, if it is in progress. */
  void cancel(Call call) {
    Sinks.Empty<Void> found = calls.get(call);
    if (found != null) {
      found.tryEmitEmpty();
    }
  }
}
