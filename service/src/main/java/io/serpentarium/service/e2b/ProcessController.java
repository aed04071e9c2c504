package io.serpentarium.service.e2b;

import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.e2b.Processes.SandboxProcess;
import io.serpentarium.service.edge.body.BodyCaps;
import io.serpentarium.service.edge.body.Heartbeats;
import io.serpentarium.service.edge.body.JsonFields;
import io.serpentarium.service.edge.body.RequestBodies;
import io.serpentarium.service.edge.body.WireJson;
import io.serpentarium.service.edge.filter.Problems;
import io.serpentarium.service.edge.route.AuditedAction;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Runs commands that are simple calls of Python, and follows them, in streams of the Connect
 * protocol. Every failure is the last message of its stream.
 */
@RestController
@OpenDoor(Door.E2B)
final class ProcessController {

  static final MediaType STREAM = MediaType.parseMediaType("application/connect+json");

  private static final String TIMEOUT = "Connect-Timeout-Ms";

  private final Processes processes;
  private final RequestBodies bodies;
  private final BodyCaps caps;
  private final Heartbeats heartbeats;
  private final WireJson json;

  ProcessController(
      Processes processes,
      RequestBodies bodies,
      BodyCaps caps,
      Heartbeats heartbeats,
      WireJson json) {
    this.processes = processes;
    this.bodies = bodies;
    this.caps = caps;
    this.heartbeats = heartbeats;
    this.json = json;
  }

  /** Starts a command, which is killed when the time of the call is over, and follows it. */
  @PostMapping(path = "/process.Process/Start", consumes = "application/connect+json")
  @E2bRoute(errors = E2bRoute.ConnectErrors.class, audit = AuditedAction.SESSION_RUN)
  Mono<Void> start(ServerHttpRequest request, ServerHttpResponse response) {
    return followed(
        request,
        response,
        Command::read,
        (sandbox, command) -> {
          caps.requireCode(command.line());
          return processes.start(sandbox, command, time(request));
        });
  }

  /** Follows a command from now on; the stream of an earlier follower ends. */
  @PostMapping(path = "/process.Process/Connect", consumes = "application/connect+json")
  @E2bRoute(errors = E2bRoute.ConnectErrors.class, unaudited = "changes nothing")
  Mono<Void> connect(ServerHttpRequest request, ServerHttpResponse response) {
    return followed(request, response, ProcessCalls::selector, processes::find);
  }

  /**
   * Answers with the events of a process.
   *
   * @param reader reads the body
   * @param found finds the process of a sandbox that the body is about
   */
  private <T> Mono<Void> followed(
      ServerHttpRequest request,
      ServerHttpResponse response,
      Function<JsonFields, T> reader,
      BiFunction<String, T, Mono<SandboxProcess>> found) {
    return answer(
        response,
        Flux.defer(
            () -> {
              String sandbox = CodeController.sandbox(request);
              return bodies
                  .untypedJson(request, ConnectMessages::content, reader)
                  .flatMap(body -> found.apply(sandbox, body))
                  .flatMapMany(process -> messages(process, time(request)));
            }));
  }

  /** Returns the time that a client gives a call; a text that is none counts as no limit. */
  private static Optional<Duration> time(ServerHttpRequest request) {
    return Optional.ofNullable(request.getHeaders().getFirst(TIMEOUT))
        .filter(text -> text.matches("[0-9]{1,10}"))
        .map(text -> Duration.ofMillis(Long.parseLong(text)));
  }

  private Mono<Void> answer(ServerHttpResponse response, Flux<byte[]> messages) {
    response.getHeaders().setContentType(STREAM);
    response.getHeaders().set("X-Accel-Buffering", "no");
    Flux<byte[]> whole =
        messages
            .concatWith(Mono.fromSupplier(() -> message(ConnectMessages.END, Map.of())))
            .onErrorResume(failure -> Mono.just(end(failure)));
    return response.writeAndFlushWith(buffers(whole, response.bufferFactory()));
  }

  private Flux<byte[]> messages(SandboxProcess process, Optional<Duration> time) {
    Flux<Map<String, Object>> events = process.execution().events().concatMap(ProcessEvents::of, 1);
    Flux<Map<String, Object>> timely =
        time.map(most -> events.takeUntilOther(Mono.delay(most).then(Mono.error(late()))))
            .orElse(events);
    return CurrentTenant.whileGranted(heartbeats.into(timely, () -> ProcessEvents.SIGN_OF_LIFE))
        .flatMapMany(Function.identity())
        .startWith(ProcessEvents.start(process.number()))
        .map(event -> message(ConnectMessages.PLAIN, Map.of("event", event)));
  }

  private static ConnectFailure late() {
    return new ConnectFailure(
        ConnectFailure.Code.DEADLINE_EXCEEDED, "The time of the call is over.");
  }

  private static Flux<Mono<DataBuffer>> buffers(Flux<byte[]> messages, DataBufferFactory factory) {
    return messages.map(message -> Mono.just(factory.wrap(message)));
  }

  private byte[] end(Throwable failure) {
    Map<String, String> error =
        failure instanceof ConnectFailure known
            ? known.error()
            : E2bRoute.ConnectErrors.error(Problems.of(failure));
    return message(ConnectMessages.END, Map.of("error", error));
  }

  private byte[] message(byte flags, Map<String, Object> content) {
    return ConnectMessages.of(flags, json.write(content));
  }
}
