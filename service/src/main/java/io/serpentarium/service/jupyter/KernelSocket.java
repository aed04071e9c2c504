package io.serpentarium.service.jupyter;

import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.kernel.Kernel;
import io.serpentarium.service.core.kernel.KernelRequest;
import io.serpentarium.service.core.kernel.KernelRequest.Question;
import io.serpentarium.service.core.tenancy.Grant;
import io.serpentarium.service.edge.filter.Problems;
import io.serpentarium.service.edge.problem.Problem;
import io.serpentarium.service.edge.socket.Pulse;
import io.serpentarium.service.edge.socket.Sockets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A client's socket to a kernel: takes its requests, and sends the events. */
final class KernelSocket implements WebSocketHandler {

  private static final int PREFETCH = 1;

  /** Requests that a kernel answers in their turn without the interpreter. */
  private static final Set<String> NOTES =
      Set.of("kernel_info_request", "history_request", "comm_info_request");

  private final Kernel kernel;
  private final String client;
  private final Grant grant;
  private final Mono<CloseStatus> end;
  private final KernelSockets shared;
  private final Messages messages;
  private final Sinks.One<CloseStatus> left = Sinks.one();

  KernelSocket(
      Kernel kernel, String client, Grant grant, Mono<CloseStatus> end, KernelSockets shared) {
    this.kernel = kernel;
    this.client = client;
    this.grant = grant;
    this.end = end;
    this.shared = shared;
    this.messages = new Messages(KernelId.kernel(kernel.sessionId()), shared.pythonVersion());
  }

  @Override
  public Mono<Void> handle(WebSocketSession socket) {
    return shared.intake().accounted(holding -> handle(socket, holding));
  }

  private Mono<Void> handle(WebSocketSession socket, HeapHolding holding) {
    String agreed = socket.getHandshakeInfo().getSubProtocol();
    Framing framing = Framing.of(agreed == null ? "" : agreed);
    Pulse pulse = new Pulse(shared.heartbeats().silence());
    Flux<Mono<Void>> sends =
        Flux.merge(
            Flux.just(
                kernel
                    .follow(client, Kernel.LeavePolicy.GO_ON)
                    .map(event -> send(socket, holding, framing, event)),
                answers(socket, framing, pulse, holding)
                    .map(sent -> send(socket, holding, framing, sent))),
            2,
            PREFETCH);
    Mono<CloseStatus> over = Mono.firstWithSignal(left.asMono(), end, pulse.stopped());
    return Sockets.converse(socket, shared.heartbeats(), sends, over);
  }

  private Mono<Void> send(
      WebSocketSession socket, HeapHolding holding, Framing framing, Kernel.Numbered event) {
    return Flux.fromIterable(messages.of(kernel, event))
        .concatMap(sent -> send(socket, holding, framing, sent), 0)
        .then(Mono.fromRunnable(() -> kernel.got(client, event.number())));
  }

  private Mono<Void> send(
      WebSocketSession socket, HeapHolding holding, Framing framing, JupyterMessage.Sent sent) {
    return Sockets.send(socket, shared.json(), holding, written -> framing.write(written, sent));
  }

  /** The answers that bypass the queue. Never completes by itself. */
  private Flux<JupyterMessage.Sent> answers(
      WebSocketSession socket, Framing framing, Pulse pulse, HeapHolding holding) {
    return heard(socket, framing, pulse, holding)
        .doOnComplete(() -> left.tryEmitValue(CloseStatus.NORMAL))
        .doOnError(failure -> left.tryEmitValue(Sockets.closeStatus(failure)))
        .onErrorComplete()
        .concatWith(Flux.never());
  }

  private Flux<JupyterMessage.Sent> heard(
      WebSocketSession socket, Framing framing, Pulse pulse, HeapHolding holding) {
    return socket
        .receive()
        .doOnNext(message -> pulse.beat())
        .filter(message -> message.getType() != WebSocketMessage.Type.PONG)
        .filter(message -> message.getType() != WebSocketMessage.Type.PING)
        .concatMap(message -> hear(message, framing, holding), PREFETCH);
  }

  private Mono<JupyterMessage.Sent> hear(
      WebSocketMessage message, Framing framing, HeapHolding holding) {
    boolean binary = message.getType() == WebSocketMessage.Type.BINARY;
    return shared
        .intake()
        .readBytes(message, holding, frame -> framing.read(shared.json(), binary, frame))
        .flatMap(this::react);
  }

  private Mono<JupyterMessage.Sent> react(JupyterMessage message) {
    return switch (message.channel()) {
      case "control" -> control(message);
      case "stdin" -> kernel.reply(message.text("value")).then(Mono.empty());
      default -> shell(message);
    };
  }

  private Mono<JupyterMessage.Sent> control(JupyterMessage message) {
    return switch (message.type()) {
      case "interrupt_request" ->
          kernel.interrupt().thenReturn(answer(message, Map.of("status", "ok")));
      case "shutdown_request" -> {
        boolean restart = message.flag("restart", false);
        JupyterMessage.Sent done = answer(message, Map.of("status", "ok", "restart", restart));
        Mono<Void> ended =
            restart ? shared.kernels().restart(kernel.sessionId()) : shared.end(kernel.sessionId());
        yield restart ? ended.thenReturn(done) : Mono.just(done).delayUntil(sent -> ended);
      }
      case "kernel_info_request" -> Mono.just(answer(message, messages.info()));
      default -> shell(message);
    };
  }

  private JupyterMessage.Sent answer(JupyterMessage message, Map<String, Object> content) {
    return messages.reply(message, shared.ids().nonce(), content);
  }

  private Mono<JupyterMessage.Sent> shell(JupyterMessage message) {
    try {
      KernelRequest request = request(message);
      if (request == null) {
        return Mono.empty();
      }
      kernel.submit(grant, Messages.asker(client, message), request);
      if (request instanceof KernelRequest.Execute) {
        shared.audit().ran(grant.tenant(), kernel.sessionId());
      }
      return Mono.empty();
    } catch (RuntimeException refused) {
      Problem problem = Problems.of(refused);
      Map<String, Object> content = new LinkedHashMap<>();
      content.put("status", "error");
      content.put("ename", problem.title());
      content.put("evalue", problem.detail());
      content.put("traceback", List.of(problem.detail()));
      return Mono.just(answer(message, content));
    }
  }

  /** Returns the request of a message; null if it needs no answer, such as messages of comms. */
  private @org.jspecify.annotations.Nullable KernelRequest request(JupyterMessage message) {
    return switch (message.type()) {
      case "execute_request" -> execute(message);
      case "complete_request" -> ask(message, Question.COMPLETE, message.number("cursor_pos", 0));
      case "inspect_request" -> ask(message, Question.INSPECT, message.number("cursor_pos", 0));
      case "is_complete_request" -> ask(message, Question.IS_COMPLETE, 0);
      default ->
          NOTES.contains(message.type())
              ? new KernelRequest.Note(Messages.Noticed.of(message))
              : null;
    };
  }

  private KernelRequest execute(JupyterMessage message) {
    boolean silent = message.flag("silent", false);
    Map<String, String> expressions = new HashMap<>();
    message
        .content()
        .path("user_expressions")
        .properties()
        .forEach(each -> expressions.put(each.getKey(), each.getValue().asString("")));
    return new KernelRequest.Execute(
        shared.caps().requireCode(message.text("code")),
        silent,
        !silent && message.flag("store_history", true),
        message.flag("allow_stdin", true),
        message.flag("stop_on_error", true),
        expressions);
  }

  private KernelRequest ask(JupyterMessage message, Question question, int cursor) {
    String code = shared.caps().requireCode(message.text("code"));
    int within = Math.clamp(cursor, 0, code.codePointCount(0, code.length()));
    return new KernelRequest.Ask(question, code, within, message.number("detail_level", 0));
  }
}
