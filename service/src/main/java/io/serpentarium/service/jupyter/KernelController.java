package io.serpentarium.service.jupyter;

import io.serpentarium.service.core.execution.Ids;
import io.serpentarium.service.core.kernel.Kernels;
import io.serpentarium.service.core.session.SessionExecutionService;
import io.serpentarium.service.core.session.SessionInfo;
import io.serpentarium.service.core.session.SessionService;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.edge.route.AuditedAction;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import io.serpentarium.service.edge.socket.Admission;
import io.serpentarium.service.edge.socket.Upgrade;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Starts, shows, interrupts and ends kernels, and opens sockets to them. */
@RestController
@OpenDoor(Door.JUPYTER)
@RequestMapping(path = "/api", produces = MediaType.APPLICATION_JSON_VALUE)
final class KernelController {

  /** The version of Jupyter Server whose contract this is. */
  private static final String VERSION = "2.21.1";

  /** The most kernels in a list. */
  static final int MOST_LISTED = 200;

  private final Kernels kernels;
  private final SessionService sessions;
  private final SessionExecutionService executions;
  private final Upgrade upgrade;
  private final KernelSockets sockets;
  private final Ids ids;

  KernelController(
      Kernels kernels,
      SessionService sessions,
      SessionExecutionService executions,
      Upgrade upgrade,
      KernelSockets sockets,
      Ids ids) {
    this.kernels = kernels;
    this.sessions = sessions;
    this.executions = executions;
    this.upgrade = upgrade;
    this.sockets = sockets;
    this.ids = ids;
  }

  @GetMapping
  @JupyterRoute(credentials = {})
  Mono<Map<String, String>> version() {
    return Mono.just(Map.of("version", VERSION));
  }

  @GetMapping("/kernelspecs")
  @JupyterRoute
  Mono<Map<String, Object>> specs() {
    return Mono.just(
        Map.of("default", KernelModel.NAME, "kernelspecs", Map.of(KernelModel.NAME, spec())));
  }

  @GetMapping("/kernelspecs/{name}")
  @JupyterRoute
  Mono<ResponseEntity<Map<String, Object>>> spec(@PathVariable String name) {
    return Mono.just(
        name.equals(KernelModel.NAME)
            ? ResponseEntity.ok(spec())
            : ResponseEntity.notFound().build());
  }

  private static Map<String, Object> spec() {
    return Map.of(
        "name",
        KernelModel.NAME,
        "spec",
        Map.of(
            "argv",
            List.of("serpentarium"),
            "display_name",
            "Python 3 (Serpentarium)",
            "language",
            "python",
            "interrupt_mode",
            "message",
            "env",
            Map.of(),
            "metadata",
            Map.of()),
        "resources",
        Map.of());
  }

  /** The body names a kernel's kind, of which there is one: it is not looked at. */
  @PostMapping("/kernels")
  @JupyterRoute(begins = true, audit = AuditedAction.SESSION_CREATE)
  Mono<ResponseEntity<KernelModel>> start(ServerHttpRequest request) {
    return request
        .getBody()
        .doOnNext(DataBufferUtils::release)
        .then(kernels.create())
        .map(KernelController::created);
  }

  private static ResponseEntity<KernelModel> created(SessionInfo session) {
    KernelModel model = KernelModel.of(session, Optional.empty());
    return ResponseEntity.created(URI.create("/api/kernels/" + model.id())).body(model);
  }

  @GetMapping("/kernels")
  @JupyterRoute
  Mono<List<KernelModel>> list() {
    return sessions
        .list(MOST_LISTED, null)
        .map(page -> page.items().stream().map(this::model).toList());
  }

  @GetMapping("/kernels/{kernel}")
  @JupyterRoute(session = KernelId.class, leavesAsleep = true)
  Mono<KernelModel> show(@PathVariable String kernel) {
    return sessions.get(KernelId.session(kernel)).map(this::model);
  }

  private KernelModel model(SessionInfo session) {
    return KernelModel.of(session, kernels.present(session.id()));
  }

  @DeleteMapping("/kernels/{kernel}")
  @JupyterRoute(session = KernelId.class, leavesAsleep = true, audit = AuditedAction.SESSION_DELETE)
  Mono<ResponseEntity<Void>> delete(@PathVariable String kernel) {
    return sessions.delete(KernelId.session(kernel)).thenReturn(ResponseEntity.noContent().build());
  }

  @PostMapping("/kernels/{kernel}/interrupt")
  @JupyterRoute(session = KernelId.class, audit = AuditedAction.SESSION_INTERRUPT)
  Mono<ResponseEntity<Void>> interrupt(@PathVariable String kernel) {
    return executions
        .interrupt(KernelId.session(kernel))
        .thenReturn(ResponseEntity.noContent().build());
  }

  @PostMapping("/kernels/{kernel}/restart")
  @JupyterRoute(session = KernelId.class, audit = AuditedAction.SESSION_RESTORE)
  Mono<KernelModel> restart(@PathVariable String kernel) {
    String session = KernelId.session(kernel);
    return kernels.restart(session).then(sessions.get(session)).map(this::model);
  }

  @GetMapping("/kernels/{kernel}/channels")
  @JupyterRoute(
      session = KernelId.class,
      credentials = {
        JupyterRoute.HeaderToken.class,
        JupyterRoute.QueryToken.class,
        KernelIdKey.class
      },
      audit = AuditedAction.SESSION_CONNECT)
  Mono<Void> channels(@PathVariable String kernel, ServerWebExchange exchange) {
    String session = KernelId.session(kernel);
    String named = exchange.getRequest().getQueryParams().getFirst("session_id");
    String client = named == null || named.isEmpty() ? ids.nonce() : named;
    upgrade.require(exchange.getRequest().getHeaders());
    return sessions
        .watch(session)
        .zipWith(kernels.of(session))
        .flatMap(
            both ->
                CurrentTenant.withGrant(
                    grant ->
                        upgrade.to(
                            exchange,
                            Framing.SUBPROTOCOL,
                            new KernelSocket(
                                both.getT2(),
                                client,
                                grant,
                                new Admission.Visit(both.getT1(), grant).end(),
                                sockets))));
  }
}
