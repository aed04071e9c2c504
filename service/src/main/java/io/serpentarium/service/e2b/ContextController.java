package io.serpentarium.service.e2b;

import io.serpentarium.service.core.execution.Ids;
import io.serpentarium.service.core.kernel.Contexts.Context;
import io.serpentarium.service.edge.body.JsonFields;
import io.serpentarium.service.edge.body.RequestBodies;
import io.serpentarium.service.edge.route.AuditedAction;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Makes, lists, clears and removes the contexts in which a sandbox runs code. */
@RestController
@OpenDoor(Door.E2B)
@RequestMapping(path = "/contexts", produces = MediaType.APPLICATION_JSON_VALUE)
final class ContextController {

  /** The name of the built-in context. */
  private static final String USUAL = "default";

  private final SandboxCode code;
  private final RequestBodies bodies;
  private final Ids ids;

  ContextController(SandboxCode code, RequestBodies bodies, Ids ids) {
    this.code = code;
    this.bodies = bodies;
    this.ids = ids;
  }

  /** A context as clients see it. */
  record ContextView(String id, String language, String cwd) {

    static ContextView of(Context context) {
      return new ContextView(
          context.name().isEmpty() ? USUAL : context.name(),
          "python",
          SandboxPath.of(context.directory()).shown());
    }
  }

  /** Returns the name of a context by the id that clients use. */
  static String name(String id) {
    return id.equals(USUAL) ? "" : id;
  }

  /** Python is the only language. */
  static void requirePython(JsonFields fields) {
    if (!fields.optionalText("language").orElse("python").equals("python")) {
      fields.reject("language", "must be python");
    }
  }

  private static SandboxPath directory(JsonFields fields) {
    fields.allowUnknown();
    requirePython(fields);
    return SandboxPath.of(fields.optionalText("cwd").orElse(""));
  }

  @PostMapping
  @E2bRoute(audit = AuditedAction.SESSION_RUN)
  Mono<ContextView> create(ServerHttpRequest request) {
    String id = ids.nonce();
    return bodies
        .json(request, ContextController::directory)
        .flatMap(
            directory ->
                code.makeContext(CodeController.sandbox(request), id, directory.shown())
                    .thenReturn(new ContextView(id, "python", directory.shown())));
  }

  @GetMapping
  @E2bRoute
  Mono<List<ContextView>> list(ServerHttpRequest request) {
    return code.contexts(CodeController.sandbox(request))
        .map(found -> found.stream().map(ContextView::of).toList());
  }

  @PostMapping("/{context}/restart")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @E2bRoute(audit = AuditedAction.SESSION_RUN)
  Mono<Void> restart(@PathVariable String context, ServerHttpRequest request) {
    return code.restartContext(CodeController.sandbox(request), name(context));
  }

  @DeleteMapping("/{context}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @E2bRoute(audit = AuditedAction.SESSION_RUN)
  Mono<Void> remove(@PathVariable String context, ServerHttpRequest request) {
    return code.removeContext(CodeController.sandbox(request), name(context));
  }
}
