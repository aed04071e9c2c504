package io.serpentarium.service.e2b;

import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.edge.body.BodyCaps;
import io.serpentarium.service.edge.body.Heartbeats;
import io.serpentarium.service.edge.body.JsonFields;
import io.serpentarium.service.edge.body.RequestBodies;
import io.serpentarium.service.edge.body.WireJson;
import io.serpentarium.service.edge.filter.Problems;
import io.serpentarium.service.edge.route.AuditedAction;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Runs commands that are simple calls of Python, and refuses all other calls on processes, in the
 * Connect protocol's words.
 */
@RestController
@OpenDoor(Door.E2B)
final class ProcessController {

  private static final MediaType STREAM = MediaType.parseMediaType("application/connect+json");

  private final SandboxCode code;
  private final RequestBodies bodies;
  private final BodyCaps caps;
  private final Heartbeats heartbeats;
  private final WireJson json;

  ProcessController(
      SandboxCode code, RequestBodies bodies, BodyCaps caps, Heartbeats heartbeats, WireJson json) {
    this.code = code;
    this.bodies = bodies;
    this.caps = caps;
    this.heartbeats = heartbeats;
    this.json = json;
  }

  /**
   * A command to run.
   *
   * @param line the shell's command line
   * @param directory the directory to run it in; empty for the usual one
   * @param variables variables of the environment
   */
  record Command(String line, String directory, Map<String, String> variables) {

    /** The arguments with which clients start a shell, before the command line. */
    private static final List<String> SHELL = List.of("-l", "-c");

    private static final Command NONE = new Command("", "", Map.of());

    static Command read(JsonFields fields) {
      fields.allowUnknown();
      if (!fields.isGiven("process")) {
        fields.reject("process", "is required");
      }
      return fields.object("process", Command::readProcess).orElse(NONE);
    }

    private static Command readProcess(JsonFields fields) {
      fields.allowUnknown();
      List<String> arguments = fields.texts("args");
      boolean shell = arguments.size() == SHELL.size() + 1 && arguments.subList(0, 2).equals(SHELL);
      return new Command(
          shell ? arguments.getLast() : fields.text("cmd"),
          fields.optionalText("cwd").orElse(""),
          fields.textMap("envs"));
    }
  }

  /** Runs a command to its end. Every failure is the last message of the stream. */
  @PostMapping(path = "/process.Process/Start", consumes = "application/connect+json")
  @E2bRoute(errors = E2bRoute.ConnectErrors.class, audit = AuditedAction.SESSION_RUN)
  Mono<Void> start(ServerHttpRequest request, ServerHttpResponse response) {
    String sandbox = CodeController.sandbox(request);
    response.getHeaders().setContentType(STREAM);
    response.getHeaders().set("X-Accel-Buffering", "no");
    Flux<byte[]> messages =
        bodies
            .untypedJson(request, ConnectMessages::content, Command::read)
            .doOnNext(command -> caps.requireCode(command.line()))
            .flatMapMany(command -> messages(sandbox, command))
            .concatWith(Mono.fromSupplier(() -> message(ConnectMessages.END, Map.of())))
            .onErrorResume(failure -> Mono.just(end(failure)));
    return response.writeAndFlushWith(buffers(messages, response.bufferFactory()));
  }

  private Flux<byte[]> messages(String sandbox, Command command) {
    Flux<Map<String, Object>> events =
        code.command(sandbox, command.line(), command.directory(), command.variables())
            .concatMap(ProcessEvents::of, 1);
    return CurrentTenant.whileGranted(heartbeats.into(events, () -> ProcessEvents.SIGN_OF_LIFE))
        .flatMapMany(Function.identity())
        .map(event -> message(ConnectMessages.PLAIN, Map.of("event", event)));
  }

  private static Flux<Mono<DataBuffer>> buffers(Flux<byte[]> messages, DataBufferFactory factory) {
    return messages.map(message -> Mono.just(factory.wrap(message)));
  }

  /** Refuses a call; one that is answered by a stream reports failures in its last message. */
  @PostMapping("/process.Process/{call}")
  @E2bRoute(errors = E2bRoute.ConnectErrors.class, unaudited = "is refused")
  Mono<ResponseEntity<byte[]>> refuse(ServerHttpRequest request) {
    MediaType type = request.getHeaders().getContentType();
    return Mono.just(
        type != null && STREAM.equalsTypeAndSubtype(type)
            ? ResponseEntity.ok().contentType(STREAM).body(end(new UnknownCommandException()))
            : ResponseEntity.status(HttpStatus.NOT_IMPLEMENTED)
                .contentType(MediaType.APPLICATION_JSON)
                .body(json.write(new UnknownCommandException().error())));
  }

  private byte[] end(Throwable failure) {
    Map<String, String> error =
        failure instanceof UnknownCommandException unknown
            ? unknown.error()
            : E2bRoute.ConnectErrors.error(Problems.of(failure));
    return message(ConnectMessages.END, Map.of("error", error));
  }

  private byte[] message(byte flags, Map<String, Object> content) {
    return ConnectMessages.of(flags, json.write(content));
  }
}
