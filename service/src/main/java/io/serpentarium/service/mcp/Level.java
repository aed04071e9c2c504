package io.serpentarium.service.mcp;

/** The severity of a log message, lowest first (RFC 5424, section 6.2.1). */
enum Level {
  DEBUG,
  INFO,
  NOTICE,
  WARNING,
  ERROR,
  CRITICAL,
  ALERT,
  EMERGENCY;

  /** Returns whether a client that asked for this level is sent messages of another. */
  boolean includes(Level other) {
    return compareTo(other) <= 0;
  }
}
