package io.serpentarium.service.session;

import jakarta.annotation.PreDestroy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Ends the sessions that nobody uses, and all of them when the node stops. */
@Component
final class SessionReaper {

  private static final Logger log = LoggerFactory.getLogger(SessionReaper.class);

  private final SessionRegistry registry;

  SessionReaper(SessionRegistry registry) {
    this.registry = registry;
  }

  /** Ends every session that has expired. */
  @Scheduled(fixedDelayString = "${serpentarium.sessions.reap-interval}")
  void reap() {
    registry.all().filter(LiveSession::closeIfExpired).forEach(this::remove);
  }

  /** Ends every session. */
  @PreDestroy
  void closeAll() {
    registry.all().forEach(session -> session.close(CloseReason.SHUTDOWN));
  }

  private void remove(LiveSession session) {
    try {
      registry.remove(session.id());
    } catch (SessionNotFoundException e) {
      log.debug("{} was deleted while it expired", session.id());
    }
  }
}
