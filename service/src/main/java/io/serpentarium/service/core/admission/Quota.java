package io.serpentarium.service.core.admission;

import java.util.Locale;

/** A resource that a tenant can use up. */
public enum Quota {
  /** Requests in a second. */
  REQUESTS,
  /** Concurrent executions. */
  EXECUTIONS,
  /** Concurrent sessions. */
  SESSIONS,
  /** Tickets for WebSockets, on one node. */
  TICKETS,
  /** Snapshots, on one node. */
  SNAPSHOTS,
  /** Snapshots on their way in or out, on one node. */
  TRANSFERS,
  /** Milliseconds of CPU time in a day. */
  CPU,
  /** Bytes in snapshots and files. */
  STORAGE,
  /** Bytes of a node's memory, in the heap or outside of it. */
  MEMORY;

  /** The name in the RateLimit headers. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
