package io.serpentarium.service.jupyter;

import io.serpentarium.service.edge.route.SessionReference;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** Reads the id of a session that is written as a UUID, which clients take a kernel's id to be. */
final class KernelId implements SessionReference {

  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private static final String PREFIX = "ses_";

  @Override
  public Optional<String> sessionId(ServerHttpRequest request, Map<String, String> variables) {
    return Optional.ofNullable(variables.get("kernel")).map(KernelId::session);
  }

  /** Returns the session's id; for anything that is no kernel's id, one that no session has. */
  static String session(String kernel) {
    return UUID.matcher(kernel).matches() ? PREFIX + kernel.replace("-", "") : PREFIX;
  }

  /** Returns the kernel's id. */
  static String kernel(String session) {
    String digits = session.substring(PREFIX.length());
    return String.join(
        "-",
        digits.substring(0, 8),
        digits.substring(8, 12),
        digits.substring(12, 16),
        digits.substring(16, 20),
        digits.substring(20));
  }
}
