package io.serpentarium.service.e2b;

import io.serpentarium.service.core.session.SideExecution;
import io.serpentarium.service.e2b.Processes.SandboxProcess;
import io.serpentarium.service.e2b.Processes.Selector;
import io.serpentarium.service.edge.body.JsonFields;
import io.serpentarium.service.edge.body.RequestBodies;
import io.serpentarium.service.edge.body.WireJson;
import io.serpentarium.service.edge.route.AuditedAction;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Lists commands that run, feeds and kills them; refuses all other calls on processes. */
@RestController
@OpenDoor(Door.E2B)
final class ProcessCalls {

  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]*+={0,2}");

  private static final ResponseEntity<Object> DONE = ResponseEntity.ok(Map.of());

  private final Processes processes;
  private final RequestBodies bodies;
  private final WireJson json;

  ProcessCalls(Processes processes, RequestBodies bodies, WireJson json) {
    this.processes = processes;
    this.bodies = bodies;
    this.json = json;
  }

  /** Reads which command a call is about. */
  static Selector selector(JsonFields fields) {
    fields.allowUnknown();
    return fields
        .object("process", ProcessCalls::readSelector)
        .orElse(new Selector(Optional.empty(), Optional.empty()));
  }

  private static Selector readSelector(JsonFields fields) {
    fields.allowUnknown();
    return new Selector(
        fields.optionalInt("pid", 0, Integer.MAX_VALUE), fields.optionalText("tag"));
  }

  /**
   * Input for a command.
   *
   * @param encoded its bytes in Base64
   */
  record Input(Selector selector, String encoded) {

    static Input read(JsonFields fields) {
      Selector selector = ProcessCalls.selector(fields);
      return new Input(selector, fields.object("input", Input::readData).orElse(""));
    }

    private static String readData(JsonFields fields) {
      if (fields.isGiven("pty")) {
        throw ConnectFailure.unimplemented("there are no terminals");
      }
      String encoded = fields.text("stdin");
      if (!BASE64.matcher(encoded).matches() || encoded.length() % 4 != 0) {
        fields.reject("stdin", "must be Base64");
        return "";
      }
      return encoded;
    }

    byte[] data() {
      return Base64.getDecoder().decode(encoded);
    }
  }

  @PostMapping(path = "/process.Process/List", produces = MediaType.APPLICATION_JSON_VALUE)
  @E2bRoute(errors = E2bRoute.ConnectErrors.class, unaudited = "changes nothing")
  Mono<Map<String, Object>> list(ServerHttpRequest request) {
    return processes
        .list(CodeController.sandbox(request))
        .map(found -> Map.of("processes", found.stream().map(ProcessCalls::view).toList()));
  }

  private static Map<String, Object> view(SandboxProcess process) {
    Command command = process.command();
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("cmd", command.program());
    config.put("args", command.arguments());
    config.put("envs", command.variables());
    command.directory().ifPresent(cwd -> config.put("cwd", cwd));
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("config", config);
    fields.put("pid", process.number());
    command.tag().ifPresent(tag -> fields.put("tag", tag));
    return fields;
  }

  /** Ends a command: either signal interrupts it, and kills it if it does not end. */
  @PostMapping(path = "/process.Process/SendSignal", produces = MediaType.APPLICATION_JSON_VALUE)
  @E2bRoute(errors = E2bRoute.ConnectErrors.class, audit = AuditedAction.SESSION_INTERRUPT)
  Mono<ResponseEntity<Object>> signal(ServerHttpRequest request) {
    return done(
        bodies
            .json(request, ProcessCalls::selector)
            .flatMap(selector -> execution(request, selector))
            .flatMap(SideExecution::interrupt));
  }

  @PostMapping(path = "/process.Process/SendInput", produces = MediaType.APPLICATION_JSON_VALUE)
  @E2bRoute(errors = E2bRoute.ConnectErrors.class, unaudited = "input is not audited")
  Mono<ResponseEntity<Object>> input(ServerHttpRequest request) {
    return done(
        bodies
            .json(request, Input::read)
            .flatMap(
                input ->
                    execution(request, input.selector())
                        .flatMap(execution -> execution.writeStdin(input.data()))));
  }

  @PostMapping(path = "/process.Process/CloseStdin", produces = MediaType.APPLICATION_JSON_VALUE)
  @E2bRoute(errors = E2bRoute.ConnectErrors.class, unaudited = "input is not audited")
  Mono<ResponseEntity<Object>> endInput(ServerHttpRequest request) {
    return done(
        bodies
            .json(request, ProcessCalls::selector)
            .flatMap(selector -> execution(request, selector))
            .flatMap(SideExecution::endStdin));
  }

  private Mono<SideExecution> execution(ServerHttpRequest request, Selector selector) {
    return processes.find(CodeController.sandbox(request), selector).map(SandboxProcess::execution);
  }

  private static Mono<ResponseEntity<Object>> done(Mono<Void> action) {
    return action
        .thenReturn(DONE)
        .onErrorResume(
            ConnectFailure.class,
            failure ->
                Mono.just(ResponseEntity.status(failure.code().status()).body(failure.error())));
  }

  /**
   * Refuses a call that there is not, on processes or on watched files; one that is answered by a
   * stream reports failures in its last message.
   */
  @PostMapping({"/process.Process/{call}", "/filesystem.Filesystem/{call}"})
  @E2bRoute(errors = E2bRoute.ConnectErrors.class, unaudited = "is refused")
  Mono<ResponseEntity<byte[]>> refuse(ServerHttpRequest request) {
    ConnectFailure failure =
        new ConnectFailure(ConnectFailure.Code.UNIMPLEMENTED, "There is no such call here.");
    MediaType type = request.getHeaders().getContentType();
    if (type != null && ProcessController.STREAM.equalsTypeAndSubtype(type)) {
      byte[] content = json.write(Map.of("error", failure.error()));
      return Mono.just(
          ResponseEntity.ok()
              .contentType(ProcessController.STREAM)
              .body(ConnectMessages.of(ConnectMessages.END, content)));
    }
    return Mono.just(
        ResponseEntity.status(HttpStatus.NOT_IMPLEMENTED)
            .contentType(MediaType.APPLICATION_JSON)
            .body(json.write(failure.error())));
  }
}
