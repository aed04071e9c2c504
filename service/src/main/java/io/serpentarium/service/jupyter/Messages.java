package io.serpentarium.service.jupyter;

import io.serpentarium.service.core.kernel.Asker;
import io.serpentarium.service.core.kernel.Kernel;
import io.serpentarium.service.core.kernel.KernelEvent;
import io.serpentarium.service.core.kernel.KernelRequest;
import io.serpentarium.service.edge.body.Text;
import io.serpentarium.service.edge.filter.Problems;
import io.serpentarium.service.edge.problem.Problem;
import io.serpentarium.service.jupyter.JupyterMessage.Sent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.util.RawValue;

/**
 * Converts events of a kernel to Jupyter's messages, version 5.4.
 *
 * @param kernelId the kernel's id as clients know it
 * @param pythonVersion the version of the interpreter
 */
record Messages(String kernelId, String pythonVersion) {

  static final String VERSION = "5.4";

  private static final String SHELL = "shell";
  private static final String CONTROL = "control";
  private static final String IOPUB = "iopub";
  private static final String STDIN = "stdin";

  /** Returns the messages that tell of an event. */
  List<Sent> of(Kernel kernel, Kernel.Numbered numbered) {
    Body body = body(kernel, numbered.event());
    return List.of(
        new Sent(
            body.channel(),
            header(kernelId + "_" + numbered.number(), body.type()),
            numbered.asker().origin(),
            Map.of(),
            body.content()));
  }

  /** Returns a message that answers another on its channel, bypassing the queue. */
  Sent reply(JupyterMessage to, String id, Map<String, Object> content) {
    String channel = to.channel().equals(CONTROL) ? CONTROL : SHELL;
    return new Sent(
        channel, header(kernelId + "_" + id, replyType(to.type())), to.header(), Map.of(), content);
  }

  private static String replyType(String type) {
    return type.replaceFirst("_request$", "_reply");
  }

  private static Map<String, Object> header(String id, String type) {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("msg_id", id);
    header.put("msg_type", type);
    header.put("username", "serpentarium");
    header.put("session", id.substring(0, id.indexOf('_')));
    header.put("date", KernelModel.time(Instant.now()));
    header.put("version", VERSION);
    return header;
  }

  private record Body(String channel, String type, Map<String, Object> content) {

    static Body shown(String type, Map<String, Object> content) {
      return new Body(IOPUB, type, content);
    }

    static Body reply(String type, Map<String, Object> content) {
      return new Body(SHELL, type, content);
    }
  }

  private Body body(Kernel kernel, KernelEvent event) {
    return switch (event) {
      case KernelEvent.Busy _ -> Body.shown("status", Map.of("execution_state", "busy"));
      case KernelEvent.Idle _ -> Body.shown("status", Map.of("execution_state", "idle"));
      case KernelEvent.Input(String code, int count) ->
          Body.shown("execute_input", Map.of("code", code, "execution_count", count));
      case KernelEvent.Stdout(String text) -> stream("stdout", text);
      case KernelEvent.Stderr(String text) -> stream("stderr", text);
      case KernelEvent.Display(var bundle, var id, boolean update) -> display(bundle, id, update);
      case KernelEvent.Clear(boolean later) -> Body.shown("clear_output", Map.of("wait", later));
      case KernelEvent.Result(var bundle, int count) ->
          Body.shown(
              "execute_result",
              Map.of(
                  "data", bundle.data(), "metadata", bundle.metadata(), "execution_count", count));
      case KernelEvent.InputRequest(String prompt, boolean hidden) ->
          new Body(STDIN, "input_request", Map.of("prompt", prompt, "password", hidden));
      case KernelEvent.Failure error -> Body.shown("error", error(error));
      case KernelEvent.Done done -> done(kernel, done);
    };
  }

  private static Body stream(String name, String text) {
    return Body.shown("stream", Map.of("name", name, "text", text));
  }

  private static Body display(KernelEvent.Bundle bundle, Optional<String> id, boolean update) {
    return Body.shown(
        update ? "update_display_data" : "display_data",
        Map.of(
            "data",
            bundle.data(),
            "metadata",
            bundle.metadata(),
            "transient",
            id.<Map<String, Object>>map(text -> Map.of("display_id", text)).orElseGet(Map::of)));
  }

  private static Map<String, Object> error(KernelEvent.Failure error) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("ename", error.name());
    content.put("evalue", error.message());
    content.put("traceback", error.traceback());
    return content;
  }

  private Body done(Kernel kernel, KernelEvent.Done done) {
    return switch (done) {
      case KernelEvent.Executed executed -> Body.reply("execute_reply", executed(executed));
      case KernelEvent.Aborted _ ->
          Body.reply("execute_reply", Map.of("status", "aborted", "execution_count", 0));
      case KernelEvent.Answered(var question, var answer) -> answered(question, answer);
      case KernelEvent.Noted(KernelRequest.Note note) -> noted(kernel, note);
      case KernelEvent.Failed(KernelRequest request, Throwable cause) -> failed(request, cause);
    };
  }

  private static Map<String, Object> executed(KernelEvent.Executed executed) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("status", executed.error().isPresent() ? "error" : "ok");
    content.put("execution_count", executed.count());
    content.put("user_expressions", executed.expressions().<Object>map(x -> x).orElse(Map.of()));
    content.put("payload", executed.pages().stream().map(Messages::page).toList());
    executed.error().ifPresent(error -> content.putAll(error(error)));
    return content;
  }

  private static Map<String, Object> page(JsonNode data) {
    return Map.of("source", "page", "data", data, "start", 0);
  }

  private static Body answered(KernelRequest.Ask question, Optional<JsonNode> answer) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("status", "ok");
    return switch (question.kind()) {
      case COMPLETE -> {
        content.put("matches", answer.<Object>map(node -> node.path("matches")).orElse(List.of()));
        content.put("cursor_start", number(answer, "start", question.cursor()));
        content.put("cursor_end", number(answer, "end", question.cursor()));
        content.put("metadata", Map.of());
        yield Body.reply("complete_reply", content);
      }
      case INSPECT -> {
        content.put("found", answer.map(node -> node.path("found").asBoolean(false)).orElse(false));
        content.put("data", answer.<Object>map(node -> node.path("data")).orElse(Map.of()));
        content.put("metadata", Map.of());
        yield Body.reply("inspect_reply", content);
      }
      case IS_COMPLETE -> {
        content.put(
            "status", answer.map(node -> node.path("status").asString("")).orElse("unknown"));
        content.put("indent", answer.map(node -> node.path("indent").asString("")).orElse(""));
        yield Body.reply("is_complete_reply", content);
      }
    };
  }

  private static int number(Optional<JsonNode> answer, String name, int usual) {
    return answer.map(node -> node.path(name).asInt(usual)).orElse(usual);
  }

  private Body noted(Kernel kernel, KernelRequest.Note note) {
    Noticed asked = (Noticed) note.subject();
    return switch (asked.type()) {
      case "kernel_info_request" -> Body.reply("kernel_info_reply", info());
      case "history_request" -> Body.reply("history_reply", asked.history().answer(kernel));
      default -> Body.reply("comm_info_reply", Map.of("status", "ok", "comms", Map.of()));
    };
  }

  /** Returns the description of the kernel. */
  Map<String, Object> info() {
    Map<String, Object> language = new LinkedHashMap<>();
    language.put("name", "python");
    language.put("version", pythonVersion);
    language.put("mimetype", "text/x-python");
    language.put("file_extension", ".py");
    language.put("pygments_lexer", "ipython3");
    language.put("codemirror_mode", Map.of("name", "ipython", "version", 3));
    language.put("nbconvert_exporter", "python");
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("status", "ok");
    content.put("protocol_version", VERSION);
    content.put("implementation", "serpentarium");
    content.put("implementation_version", pythonVersion);
    content.put("language_info", language);
    content.put("banner", "Python " + pythonVersion + " in Serpentarium");
    content.put("help_links", List.of());
    content.put("debugger", false);
    content.put("supported_features", List.of());
    return content;
  }

  private static Body failed(KernelRequest request, Throwable cause) {
    Problem problem = Problems.of(cause);
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("status", "error");
    content.put("ename", problem.title());
    content.put("evalue", problem.detail());
    content.put("traceback", new ArrayList<>(List.of(problem.title() + ": " + problem.detail())));
    return switch (request) {
      case KernelRequest.Execute _ -> {
        content.put("execution_count", 0);
        content.put("payload", List.of());
        content.put("user_expressions", Map.of());
        yield Body.reply("execute_reply", content);
      }
      case KernelRequest.Ask ask ->
          Body.reply(ask.kind().name().toLowerCase(Locale.ROOT) + "_reply", content);
      case KernelRequest.Note(Object subject) ->
          Body.reply(replyType(((Noticed) subject).type()), content);
    };
  }

  /** Returns the asker for a client's message. */
  static Asker asker(String client, JupyterMessage message) {
    String header = Text.wellFormed(message.header().toString());
    return new Asker(client, new RawValue(header), 2L * (client.length() + header.length()));
  }

  /**
   * What is asked of a kernel that the interpreter is not needed for.
   *
   * @param type of the message
   * @param history which inputs are wanted
   */
  record Noticed(String type, HistoryQuery history) {

    static Noticed of(JupyterMessage message) {
      return new Noticed(message.type(), HistoryQuery.of(message));
    }
  }
}
