package io.serpentarium.service.jobe;

import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.service.core.admission.LimitPolicy;
import io.serpentarium.service.core.execution.ProgramService;
import io.serpentarium.service.core.execution.SandboxFile;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.edge.body.BodyCaps;
import io.serpentarium.service.edge.body.JsonFields;
import io.serpentarium.service.edge.body.RequestBodies;
import io.serpentarium.service.edge.route.AuditedAction;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import java.util.Base64;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Runs programs for Jobe's clients, and keeps the files that they bring. */
@RestController
@OpenDoor(Door.JOBE)
@RequestMapping("/jobe/index.php/restapi")
final class JobeController {

  private final ProgramService programs;
  private final JobeFiles files;
  private final LimitPolicy limits;
  private final RequestBodies bodies;
  private final BodyCaps caps;
  private final String version;

  JobeController(
      ProgramService programs,
      JobeFiles files,
      LimitPolicy limits,
      RequestBodies bodies,
      BodyCaps caps,
      Sandbox sandbox) {
    this.programs = programs;
    this.files = files;
    this.limits = limits;
    this.bodies = bodies;
    this.caps = caps;
    this.version = sandbox.info().pythonVersion();
  }

  @GetMapping(
      path = {"/languages", "/languages/"},
      produces = MediaType.APPLICATION_JSON_VALUE)
  @JobeRoute
  Mono<List<List<String>>> languages() {
    return Mono.just(List.of(List.of(RunSpec.LANGUAGE, version)));
  }

  @PostMapping(
      path = {"/runs", "/runs/"},
      produces = MediaType.APPLICATION_JSON_VALUE)
  @JobeRoute(begins = true, audit = AuditedAction.PROGRAM_RUN)
  Mono<RunResult> run(ServerHttpRequest request) {
    return bodies
        .untypedJson(request, RunSpec::readBody)
        .doOnNext(spec -> caps.requireCode(spec.source()))
        .flatMap(spec -> CurrentTenant.with(tenant -> run(tenant, spec)));
  }

  private Mono<RunResult> run(Tenant tenant, RunSpec spec) {
    List<SandboxFile> stored =
        spec.files().stream()
            .map(file -> new SandboxFile(file.name(), files.require(tenant, file.id())))
            .toList();
    return programs
        .run(
            spec.script(stored, limits.of(tenant)),
            (session, execution) -> Mono.just(RunResult.of(execution)))
        .retryWhen(ProgramService.UNTIL_THERE_IS_ROOM)
        .onErrorResume(ProgramService::isFull, failure -> Mono.just(RunResult.OVERLOADED));
  }

  @PutMapping("/files/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @JobeRoute(audit = AuditedAction.FILE_WRITE)
  Mono<Void> putFile(@PathVariable String id, ServerHttpRequest request) {
    requireFileId(id);
    return bodies
        .untypedJson(request, fields -> contents(fields, id))
        .flatMap(
            contents ->
                CurrentTenant.with(
                    tenant -> Mono.fromRunnable(() -> files.put(tenant, id, contents))));
  }

  private static byte[] contents(JsonFields fields, String id) {
    fields.allowUnknown();
    if (!fields.isGiven("file_contents")) {
      throw RunSpec.invalid("put: missing file_contents parameter");
    }
    try {
      return Base64.getMimeDecoder().decode(fields.optionalText("file_contents").orElse(""));
    } catch (IllegalArgumentException e) {
      throw RunSpec.invalid("put: contents of file %s are not valid base-64".formatted(id));
    }
  }

  private static void requireFileId(String id) {
    if (!RunSpec.isFileId(id)) {
      throw RunSpec.invalid("A file's id has 8 to 128 letters and digits");
    }
  }

  @RequestMapping(path = "/files/{id}", method = RequestMethod.HEAD)
  @JobeRoute(unaudited = "only looks")
  Mono<ResponseEntity<Void>> hasFile(@PathVariable String id) {
    return CurrentTenant.with(
        tenant ->
            Mono.just(
                ResponseEntity.status(
                        files.has(tenant, id) ? HttpStatus.NO_CONTENT : HttpStatus.NOT_FOUND)
                    .build()));
  }
}
