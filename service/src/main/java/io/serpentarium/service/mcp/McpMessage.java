package io.serpentarium.service.mcp;

import io.serpentarium.service.edge.body.JsonFields;
import io.serpentarium.service.edge.body.JsonFields.Reading;
import java.util.Optional;

/**
 * A message of a client: a request, or a notification, which has no id, or a response, which has no
 * method.
 *
 * @param method the method, such as {@code tools/call}
 * @param id the id, text or integer
 * @param params the parameters, to be used only if there are no errors in them
 */
record McpMessage(Optional<String> method, Optional<Object> id, Reading<Params> params) {

  static final String CALL = "tools/call";

  /**
   * The metadata of a request.
   *
   * @param progressToken the token for progress notifications, text or integer, if they are wanted
   * @param version the version of the protocol
   * @param tellsCapabilities whether the client states its capabilities
   * @param asksPeople whether the client can ask a person something
   */
  record Meta(
      Optional<Object> progressToken,
      Optional<String> version,
      boolean tellsCapabilities,
      boolean asksPeople) {

    static final Meta NONE = new Meta(Optional.empty(), Optional.empty(), false, false);

    private static final String CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";

    private static Meta read(JsonFields fields) {
      fields.allowUnknown();
      return new Meta(
          fields.optionalIdentifier("progressToken"),
          fields.optionalText("io.modelcontextprotocol/protocolVersion"),
          fields.isGiven(CAPABILITIES),
          fields.object(CAPABILITIES, Meta::elicits).orElse(false));
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
  }

  /**
   * The parameters of all methods.
   *
   * @param name the name of a tool
   * @param arguments the arguments of that tool, to be used only if there are no errors in them;
   *     empty if there is no such tool
   * @param version the version that a handshake asks for, or empty
   * @param cancelled the id of the cancelled request
   * @param reply the reply to a question of an earlier call
   */
  record Params(
      Meta meta,
      String name,
      Optional<Reading<ToolCall>> arguments,
      String version,
      Optional<Object> cancelled,
      Optional<Dialogue.Reply> reply) {

    private static Params read(String method, JsonFields fields) {
      fields.allowUnknown();
      Meta meta = fields.object("_meta", Meta::read).orElse(Meta.NONE);
      return switch (method) {
        case CALL -> call(meta, fields);
        case "initialize" ->
            new Params(
                meta,
                "",
                Optional.empty(),
                fields.optionalText("protocolVersion").orElse(""),
                Optional.empty(),
                Optional.empty());
        case "notifications/cancelled" ->
            new Params(
                meta,
                "",
                Optional.empty(),
                "",
                fields.optionalIdentifier("requestId"),
                Optional.empty());
        default -> new Params(meta, "", Optional.empty(), "", Optional.empty(), Optional.empty());
      };
    }

    private static Params call(Meta meta, JsonFields fields) {
      String name = fields.text("name");
      return new Params(
          meta,
          name,
          ToolCall.reader(name).map(reader -> fields.reading("arguments", reader)),
          "",
          Optional.empty(),
          Dialogue.reply(fields));
    }

    /** Returns the way in which the request's program may ask for lines. */
    Dialogue dialogue() {
      return new Dialogue(meta.asksPeople(), reply);
    }
  }

  static McpMessage read(JsonFields fields) {
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
        method, id, fields.reading("params", each -> Params.read(method.orElse(""), each)));
  }

  /** Returns whether the message needs an answer. */
  boolean isRequest() {
    return method.isPresent() && id.isPresent();
  }

  /** Returns whether the parameters are valid. */
  boolean isValid() {
    return params.errors().isEmpty();
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
