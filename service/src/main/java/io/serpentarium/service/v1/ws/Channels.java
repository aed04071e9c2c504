package io.serpentarium.service.v1.ws;

import io.serpentarium.service.core.execution.ExecutionAudit;
import io.serpentarium.service.core.execution.Ids;
import io.serpentarium.service.core.kernel.DisplayLoader;
import io.serpentarium.service.core.session.SessionExecutionService;
import io.serpentarium.service.core.session.SessionTurns;
import io.serpentarium.service.core.session.SessionWatch;
import org.springframework.stereotype.Component;

/** Makes channels. */
@Component
final class Channels {

  private final SessionExecutionService executions;
  private final SessionTurns turns;
  private final DisplayLoader displays;
  private final ExecutionAudit audit;
  private final Ids ids;

  Channels(
      SessionExecutionService executions,
      SessionTurns turns,
      DisplayLoader displays,
      ExecutionAudit audit,
      Ids ids) {
    this.executions = executions;
    this.turns = turns;
    this.displays = displays;
    this.audit = audit;
    this.ids = ids;
  }

  /** A channel of a session in which nothing was said yet. */
  Channel channel(String sessionId, SessionWatch watch) {
    return new Channel(sessionId, watch, executions, turns, displays, audit, ids);
  }
}
