package io.serpentarium.service.mcp;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Finds out which version of the protocol a message is of, and holds it to that. */
final class Dialect {

  static final String METHOD = "Mcp-Method";
  static final String NAME = "Mcp-Name";
  private static final String ENCODED = "=?base64?";
  private static final String ENCODED_END = "?=";

  private Dialect() {}

  /**
   * Returns the version of a message.
   *
   * @throws RpcError.Thrown when there is none such, or when headers and body do not agree
   */
  static ProtocolVersion of(McpMessage message, HttpHeaders headers) {
    List<String> told = headers.getOrEmpty(McpRoute.VERSION);
    if (told.size() > 1) {
      throw RpcError.headerMismatch(McpRoute.VERSION).thrown();
    }
    if (told.isEmpty()) {
      requireUntold(message);
      return ProtocolVersion.UNTOLD;
    }
    Optional<ProtocolVersion> known = ProtocolVersion.of(told.getFirst());
    if (standsAlone(message, headers) && message.isRequest()) {
      requireAgreement(message, headers, told.getFirst());
    }
    return known.orElseThrow(
        () -> RpcError.unsupportedVersion(ProtocolVersion.dates(), told.getFirst()).thrown());
  }

  /** Returns whether a message is of a version without a handshake, or claims to be. */
  private static boolean standsAlone(McpMessage message, HttpHeaders headers) {
    return message.isOfStateless()
        || Optional.ofNullable(headers.getFirst(McpRoute.VERSION))
            .flatMap(ProtocolVersion::of)
            .filter(ProtocolVersion::isStateless)
            .isPresent();
  }

  /** A body of a version whose requests say it in a header too. */
  private static void requireUntold(McpMessage message) {
    if (message.isOfStateless()) {
      throw RpcError.headerMismatch(McpRoute.VERSION).thrown();
    }
  }

  /** Checks the metadata that stateless requests must carry, both in the body and in headers. */
  private static void requireAgreement(McpMessage message, HttpHeaders headers, String version) {
    McpMessage.Params params = message.good();
    if (params.meta().version().isEmpty() || !params.meta().tellsCapabilities()) {
      throw RpcError.invalidParams(
              "params._meta needs io.modelcontextprotocol/protocolVersion and"
                  + " io.modelcontextprotocol/clientCapabilities")
          .thrown();
    }
    requireSame(McpRoute.VERSION, version, params.meta().version());
    requireSame(METHOD, one(headers, METHOD), message.method());
    if (params.subject().name().isPresent()) {
      requireSame(NAME, decoded(one(headers, NAME)), params.subject().name());
    }
    if (message.is(McpMessage.CALL)) {
      requireSession(decoded(one(headers, McpRoute.NAMED_SESSION)), params);
    }
  }

  /** Clients that have not seen the tool's schema do not know of that header. */
  private static void requireSession(@Nullable String header, McpMessage.Params params) {
    if (header != null) {
      requireSame(
          McpRoute.NAMED_SESSION,
          header,
          params.subject() instanceof McpMessage.Called called
              ? called
                  .arguments()
                  .filter(reading -> reading.errors().isEmpty())
                  .flatMap(reading -> reading.value().session())
              : Optional.empty());
    }
  }

  private static void requireSame(String header, @Nullable String told, Optional<String> body) {
    if (told == null || !told.equals(body.orElse(null))) {
      throw RpcError.headerMismatch(header).thrown();
    }
  }

  private static @Nullable String one(HttpHeaders headers, String name) {
    List<String> values = headers.getOrEmpty(name);
    if (values.size() > 1) {
      throw RpcError.headerMismatch(name).thrown();
    }
    return values.isEmpty() ? null : values.getFirst();
  }

  /** Values that no header can hold come in base64. */
  static @Nullable String decoded(@Nullable String value) {
    if (value == null || !value.startsWith(ENCODED) || !value.endsWith(ENCODED_END)) {
      return value;
    }
    try {
      String text = value.substring(ENCODED.length(), value.length() - ENCODED_END.length());
      return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return null;
    }
  }
}
