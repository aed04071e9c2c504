package io.serpentarium.service.jupyter;

import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.service.core.execution.ExecutionAudit;
import io.serpentarium.service.core.execution.Ids;
import io.serpentarium.service.core.kernel.Kernels;
import io.serpentarium.service.core.session.SessionService;
import io.serpentarium.service.edge.body.BodyCaps;
import io.serpentarium.service.edge.body.Heartbeats;
import io.serpentarium.service.edge.body.WireJson;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import io.serpentarium.service.edge.socket.FrameIntake;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The services that all sockets to kernels share. */
@Component
@OpenDoor(Door.JUPYTER)
record KernelSockets(
    Kernels kernels,
    SessionService sessions,
    FrameIntake intake,
    WireJson json,
    BodyCaps caps,
    Heartbeats heartbeats,
    ExecutionAudit audit,
    Ids ids,
    Sandbox sandbox) {

  String pythonVersion() {
    return sandbox.info().pythonVersion();
  }

  Mono<Void> end(String sessionId) {
    return sessions.delete(sessionId);
  }
}
