package io.serpentarium.service.jupyter;

import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.Failures;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.kernel.Kernels;
import io.serpentarium.service.core.session.SessionInfo;
import io.serpentarium.service.core.session.SessionService;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.edge.body.RequestBodies;
import io.serpentarium.service.edge.route.AuditedAction;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import io.serpentarium.service.jupyter.Notebooks.Notebook;
import java.net.URI;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * Jupyter's sessions, by which clients that know no gateway find the kernel of a notebook. Each
 * kernel is one, and has its id.
 */
@RestController
@OpenDoor(Door.JUPYTER)
@RequestMapping(path = "/api/sessions", produces = MediaType.APPLICATION_JSON_VALUE)
final class NotebookController {

  private final Notebooks notebooks;
  private final Kernels kernels;
  private final SessionService sessions;
  private final RequestBodies bodies;

  NotebookController(
      Notebooks notebooks, Kernels kernels, SessionService sessions, RequestBodies bodies) {
    this.notebooks = notebooks;
    this.kernels = kernels;
    this.sessions = sessions;
    this.bodies = bodies;
  }

  @GetMapping
  @JupyterRoute
  Mono<List<NotebookModel>> list() {
    return CurrentTenant.with(
        tenant ->
            sessions
                .list(KernelController.MOST_LISTED, null)
                .map(page -> page.items().stream().map(each -> model(tenant, each)).toList()));
  }

  /** Starts a kernel for a notebook, unless that has one or names one. */
  @PostMapping
  @JupyterRoute(begins = true, audit = AuditedAction.SESSION_CREATE)
  Mono<ResponseEntity<NotebookModel>> create(ServerHttpRequest request) {
    return bodies
        .untypedJson(request, NotebookRequest::readNew)
        .flatMap(
            wanted ->
                CurrentTenant.with(
                    tenant ->
                        existing(tenant, wanted)
                            .switchIfEmpty(Mono.defer(() -> opened(tenant, wanted)))))
        .map(NotebookController::created);
  }

  private static ResponseEntity<NotebookModel> created(NotebookModel model) {
    return ResponseEntity.created(URI.create("/api/sessions/" + model.id())).body(model);
  }

  private Mono<NotebookModel> existing(Tenant tenant, NotebookRequest wanted) {
    return Mono.justOrEmpty(wanted.path().flatMap(path -> notebooks.at(tenant, path)))
        .flatMap(notebook -> sessions.get(notebook.session()))
        .onErrorResume(NotebookController::isGone, gone -> Mono.empty())
        .map(session -> model(tenant, session));
  }

  private static boolean isGone(Throwable failure) {
    return switch (Failures.of(failure).code().kind()) {
      case NOT_FOUND, GONE -> true;
      default -> false;
    };
  }

  private Mono<NotebookModel> opened(Tenant tenant, NotebookRequest wanted) {
    return wanted
        .kernelId()
        .map(
            kernel ->
                sessions
                    .get(KernelId.session(kernel))
                    .doOnNext(session -> note(tenant, session, wanted)))
        .orElseGet(
            () ->
                kernels
                    .create()
                    .delayUntil(
                        session ->
                            Mono.fromRunnable(() -> note(tenant, session, wanted))
                                .onErrorResume(
                                    failure ->
                                        sessions.delete(session.id()).then(Mono.error(failure)))))
        .map(session -> model(tenant, session));
  }

  private void note(Tenant tenant, SessionInfo session, NotebookRequest said) {
    Notebook before = notebooks.of(tenant, session.id());
    notebooks.put(tenant, before.with(said.path(), said.name(), said.type()));
  }

  @GetMapping("/{kernel}")
  @JupyterRoute(session = KernelId.class, leavesAsleep = true)
  Mono<NotebookModel> show(@PathVariable String kernel) {
    return CurrentTenant.with(
        tenant -> sessions.get(KernelId.session(kernel)).map(session -> model(tenant, session)));
  }

  /** Renames it; where a kind of kernels is named, it gets a new interpreter. */
  @PatchMapping("/{kernel}")
  @JupyterRoute(session = KernelId.class, audit = AuditedAction.SESSION_RESTORE)
  Mono<NotebookModel> change(@PathVariable String kernel, ServerHttpRequest request) {
    return bodies
        .untypedJson(request, NotebookRequest::readChange)
        .flatMap(wanted -> change(KernelId.session(kernel), wanted));
  }

  private Mono<NotebookModel> change(String id, NotebookRequest wanted) {
    boolean isAnother =
        wanted.kernelId().map(KernelId::session).filter(other -> !other.equals(id)).isPresent();
    if (isAnother) {
      return Mono.error(
          new ServiceFailure(
              FailureCode.VALIDATION,
              "A session keeps its kernel; start another session for that one."));
    }
    boolean isNew = wanted.kernelId().isEmpty() && wanted.kernelName().isPresent();
    return CurrentTenant.with(
        tenant ->
            sessions
                .get(id)
                .doOnNext(session -> note(tenant, session, wanted))
                .delayUntil(session -> isNew ? kernels.restart(id) : Mono.empty())
                .map(session -> model(tenant, session)));
  }

  @DeleteMapping("/{kernel}")
  @JupyterRoute(session = KernelId.class, leavesAsleep = true, audit = AuditedAction.SESSION_DELETE)
  Mono<ResponseEntity<Void>> delete(@PathVariable String kernel) {
    String id = KernelId.session(kernel);
    return CurrentTenant.with(
        tenant ->
            sessions
                .delete(id)
                .doOnSuccess(done -> notebooks.forget(tenant, id))
                .thenReturn(ResponseEntity.noContent().build()));
  }

  private NotebookModel model(Tenant tenant, SessionInfo session) {
    return NotebookModel.of(
        notebooks.of(tenant, session.id()), KernelModel.of(session, kernels.present(session.id())));
  }
}
