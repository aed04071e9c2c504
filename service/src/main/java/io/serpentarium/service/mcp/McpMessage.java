package io.serpentarium.service.mcp;

import io.serpentarium.service.edge.body.JsonFields;
import io.serpentarium.service.edge.body.JsonFields.Reading;
import java.util.List;
import java.util.Optional;

/**
 * A message of a client: a request, or a notification, which has no id, or a response, which has no
 * method.
 *
 * @param method the method, such as {@code tools/call}
 * @param id the id, text or integer
 * @param params the parameters, to be used only if there are no errors in them
 * @param response a person's response to a question of the server's; declined if there are errors
 */
record McpMessage(
    Optional<String> method,
    Optional<Object> id,
    Reading<Params> params,
    Reading<Dialogue.Response> response) {

  private static final Reading<Dialogue.Response> DECLINED =
      new Reading<>(Dialogue.Response.DECLINED, List.of());

  static final String CALL = "tools/call";
  static final String READ = "resources/read";

  private static final String CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";

  /**
   * The metadata of a request.
   *
   * @param progressToken the token for progress notifications, text or integer, if they are wanted
   * @param version the version of the protocol
   * @param tellsCapabilities whether the client states its capabilities
   * @param asksPeople whether the client can ask a person something
   * @param level the least level of log messages, if they are wanted
   */
  record Meta(
      Optional<Object> progressToken,
      Optional<String> version,
      boolean tellsCapabilities,
      boolean asksPeople,
      Optional<Level> level) {

    static final Meta NONE =
        new Meta(Optional.empty(), Optional.empty(), false, false, Optional.empty());

    private static Meta read(JsonFields fields) {
      fields.allowUnknown();
      return new Meta(
          fields.optionalIdentifier("progressToken"),
          fields.optionalText("io.modelcontextprotocol/protocolVersion"),
          fields.isGiven(CAPABILITIES),
          fields.object(CAPABILITIES, McpMessage::elicits).orElse(false),
          fields.optionalConstant("io.modelcontextprotocol/logLevel", Level.class));
    }
  }

  /** Returns whether the client supports forms, the default if it names no mode. */
  private static boolean elicits(JsonFields fields) {
    fields.allowUnknown();
    return fields
        .object(
            "elicitation",
            modes -> {
              modes.allowUnknown();
              return modes.isGiven("form") || !modes.isGiven("url");
            })
        .orElse(false);
  }

  /** What a message's method is about. */
  sealed interface Subject {

    /** Returns the name that headers repeat, if it has one. */
    default Optional<String> name() {
      return Optional.empty();
    }
  }

  /** Nothing that parameters say. */
  record Nothing() implements Subject {}

  /**
   * A handshake.
   *
   * @param version the version that it asks for, or empty
   * @param asksPeople whether the client can ask a person something
   */
  record Handshake(String version, boolean asksPeople) implements Subject {}

  /**
   * A call of a tool.
   *
   * @param tool the name of the tool
   * @param arguments the arguments, to be used only if there are no errors in them; empty if there
   *     is no such tool
   * @param replies the replies to the questions of an earlier call
   */
  record Called(String tool, Optional<Reading<ToolCall>> arguments, Dialogue.Replies replies)
      implements Subject {

    @Override
    public Optional<String> name() {
      return Optional.of(tool);
    }
  }

  /** A resource. */
  record Resource(String uri) implements Subject {

    @Override
    public Optional<String> name() {
      return Optional.of(uri);
    }
  }

  /** A resource that is watched, or no longer. */
  record Watched(Optional<String> uri) implements Subject {}

  /** A page of a list. */
  record Page(Optional<String> cursor) implements Subject {}

  /** The least level of log messages. */
  record LogLevel(Optional<Level> level) implements Subject {}

  /** A request that is cancelled. */
  record Cancelled(Optional<Object> request) implements Subject {}

  /** The parameters of a message. */
  record Params(Meta meta, Subject subject) {

    private static Params read(String method, JsonFields fields, ToolCatalogue tools) {
      fields.allowUnknown();
      return new Params(
          fields.object("_meta", Meta::read).orElse(Meta.NONE), subject(method, fields, tools));
    }

    private static Subject subject(String method, JsonFields fields, ToolCatalogue tools) {
      return switch (method) {
        case CALL -> called(fields, tools);
        case "initialize" ->
            new Handshake(
                fields.optionalText("protocolVersion").orElse(""),
                fields.object("capabilities", McpMessage::elicits).orElse(false));
        case READ -> new Resource(fields.text("uri"));
        case "resources/subscribe", "resources/unsubscribe" ->
            new Watched(fields.optionalText("uri"));
        case "resources/list" -> new Page(fields.optionalText("cursor"));
        case "logging/setLevel" -> new LogLevel(fields.optionalConstant("level", Level.class));
        case "notifications/cancelled" -> new Cancelled(fields.optionalIdentifier("requestId"));
        default -> new Nothing();
      };
    }

    private static Called called(JsonFields fields, ToolCatalogue tools) {
      String tool = fields.text("name");
      return new Called(
          tool,
          tools.reader(tool).map(reader -> fields.reading("arguments", reader)),
          Dialogue.Replies.read(fields));
    }
  }

  static McpMessage read(JsonFields fields, ToolCatalogue tools) {
    fields.allowUnknown();
    if (!fields.text("jsonrpc").equals("2.0")) {
      fields.reject("jsonrpc", "must be 2.0");
    }
    Optional<String> method = fields.optionalText("method");
    Optional<Object> id = fields.optionalIdentifier("id");
    if (fields.has("id") && !fields.isGiven("id")) {
      fields.reject("id", "must not be null");
    }
    if (method.isEmpty() && !fields.isGiven("result") && !fields.isGiven("error")) {
      fields.reject("method", "is required");
    }
    return new McpMessage(
        method,
        id,
        fields.reading("params", each -> Params.read(method.orElse(""), each, tools)),
        fields.isGiven("result") && method.isEmpty()
            ? fields.reading("result", Dialogue.Response::read)
            : DECLINED);
  }

  /** Returns whether the message needs an answer. */
  boolean isRequest() {
    return method.isPresent() && id.isPresent();
  }

  /** Returns whether the parameters are valid. */
  boolean isValid() {
    return params.errors().isEmpty();
  }

  /** Returns whether the message responds to a request of the server's. */
  boolean isResponse() {
    return method.isEmpty() && id.isPresent();
  }

  /** Returns the response of a person. */
  Dialogue.Response answer() {
    return response.errors().isEmpty() ? response.value() : Dialogue.Response.DECLINED;
  }

  /** Returns whether the message claims a stateless version. */
  boolean isOfStateless() {
    return isValid() && params.value().meta().version().isPresent();
  }

  boolean is(String name) {
    return method.filter(name::equals).isPresent();
  }

  /**
   * Returns the parameters.
   *
   * @throws RpcError.Thrown when they are not valid
   */
  Params good() {
    if (!params.errors().isEmpty()) {
      throw RpcError.invalidParams(RpcError.reasons(params.errors())).thrown();
    }
    return params.value();
  }
}
