package io.serpentarium.service.mcp;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A revision of the protocol. */
enum ProtocolVersion {
  V2024_11_05("2024-11-05"),
  V2025_03_26("2025-03-26"),
  V2025_06_18("2025-06-18"),
  V2025_11_25("2025-11-25"),
  V2026_07_28("2026-07-28");

  /** The version of a client that names none. */
  static final ProtocolVersion UNTOLD = V2025_03_26;

  private final String date;

  ProtocolVersion(String date) {
    this.date = date;
  }

  String date() {
    return date;
  }

  /**
   * Returns whether requests are independent: without a handshake or a session of the connection.
   */
  boolean isStateless() {
    return compareTo(V2026_07_28) >= 0;
  }

  /** Returns whether servers can ask the person at the client. */
  boolean asksPeople() {
    return compareTo(V2025_06_18) >= 0;
  }

  static Optional<ProtocolVersion> of(String date) {
    return Arrays.stream(values()).filter(version -> version.date.equals(date)).findFirst();
  }

  /**
   * Returns the version that a handshake agrees on: the client's, or the last that has a handshake.
   */
  static ProtocolVersion agreed(String asked) {
    return of(asked).filter(version -> !version.isStateless()).orElse(V2025_11_25);
  }

  /** The dates of those that need no handshake, newest first. */
  static List<String> stateless() {
    return Arrays.stream(values())
        .filter(ProtocolVersion::isStateless)
        .map(ProtocolVersion::date)
        .toList()
        .reversed();
  }

  /** The dates of all, newest first. */
  static List<String> dates() {
    return Arrays.stream(values()).map(ProtocolVersion::date).toList().reversed();
  }
}
