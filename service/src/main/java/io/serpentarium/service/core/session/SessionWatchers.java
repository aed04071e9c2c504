package io.serpentarium.service.core.session;

import java.util.function.Supplier;
import reactor.core.publisher.Sinks;

/** The subscribers to a session's status and end. Thread-safe; never blocks. */
final class SessionWatchers {

  private final Sinks.Many<SessionWatch.Status> statuses = Sinks.many().replay().latest();
  private final Sinks.One<CloseReason> gone = Sinks.one();

  /** Returns a watcher's view; {@code now} supplies the present state. */
  SessionWatch watch(Supplier<SessionState> now) {
    return new SessionWatch(statuses.asFlux().onBackpressureLatest(), now, gone.asMono());
  }

  boolean areNone() {
    return statuses.currentSubscriberCount() == 0;
  }

  void tell(SessionWatch.Status status) {
    statuses.tryEmitNext(status);
  }

  /** Announces that the session will end; executions may go on meanwhile. */
  void announce(CloseReason reason) {
    gone.tryEmitValue(reason);
  }

  /** Announces that the session has ended. */
  void close(CloseReason reason) {
    statuses.tryEmitComplete();
    announce(reason);
  }
}
