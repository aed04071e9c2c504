package io.serpentarium.service.jupyter;

import io.serpentarium.service.core.kernel.Kernel;
import io.serpentarium.service.core.kernel.Kernels;
import io.serpentarium.service.core.session.SessionInfo;
import io.serpentarium.service.core.session.SessionService;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * The information endpoints of a Jupyter Server, with answers for the features that are missing.
 */
@RestController
@OpenDoor(Door.JUPYTER)
@RequestMapping(path = "/api", produces = MediaType.APPLICATION_JSON_VALUE)
final class ServerController {

  private final SessionService sessions;
  private final Kernels kernels;
  private final Instant started;

  ServerController(SessionService sessions, Kernels kernels, Clock clock) {
    this.sessions = sessions;
    this.kernels = kernels;
    this.started = clock.instant();
  }

  /** A tenant has no users that this service knows. */
  @GetMapping("/me")
  @JupyterRoute
  Mono<Map<String, Object>> me() {
    return CurrentTenant.with(
        tenant -> Mono.just(Map.of("identity", identity(tenant), "permissions", Map.of())));
  }

  private static Map<String, Object> identity(Tenant tenant) {
    String id = tenant.id();
    return Map.of("username", id, "name", id, "display_name", id, "initials", id.substring(0, 1));
  }

  @GetMapping("/status")
  @JupyterRoute
  Mono<Map<String, Object>> status() {
    return sessions.list(KernelController.MOST_LISTED, null).map(page -> status(page.items()));
  }

  private Map<String, Object> status(List<SessionInfo> all) {
    Instant last =
        all.stream().map(SessionInfo::lastUsedAt).max(Comparator.naturalOrder()).orElse(started);
    int connections =
        all.stream()
            .flatMap(session -> kernels.present(session.id()).stream())
            .mapToInt(Kernel::followers)
            .sum();
    return Map.of(
        "started",
        KernelModel.time(started),
        "last_activity",
        KernelModel.time(last),
        "kernels",
        all.size(),
        "connections",
        connections);
  }

  @RequestMapping({"/contents/**", "/terminals/**", "/events/**", "/config/**", "/nbconvert/**"})
  @JupyterRoute(unaudited = "is always refused")
  Mono<Void> missing() {
    return Mono.error(
        new ProblemException(
            ProblemCode.NOT_FOUND,
            "This server has kernels only: notebooks stay with the client or another server."));
  }
}
