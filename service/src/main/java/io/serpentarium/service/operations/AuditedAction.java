package io.serpentarium.service.operations;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the audit trail tells of: who made, ran, copied or ended something. */
enum AuditedAction {
  PROGRAM_RUN,
  PROGRAM_GRADE,
  SESSION_CREATE,
  SESSION_RUN,
  SESSION_INTERRUPT,
  SESSION_RESTORE,
  SESSION_FORK,
  SESSION_CONNECT,
  SESSION_DELETE,
  FILE_WRITE,
  FILE_DELETE,
  SNAPSHOT_CREATE,
  SNAPSHOT_DELETE;

  private static final String SESSION = "/v1/sessions/{id}";
  private static final String FILE = SESSION + "/files/{*path}";

  private static final Map<String, AuditedAction> BY_ROUTE =
      Map.ofEntries(
          Map.entry("POST /v1/executions", PROGRAM_RUN),
          Map.entry("POST /v1/gradings", PROGRAM_GRADE),
          Map.entry("POST /v1/sessions", SESSION_CREATE),
          Map.entry("POST " + SESSION + "/executions", SESSION_RUN),
          Map.entry("POST " + SESSION + "/interrupt", SESSION_INTERRUPT),
          Map.entry("POST " + SESSION + "/restore", SESSION_RESTORE),
          Map.entry("POST " + SESSION + "/fork", SESSION_FORK),
          Map.entry("GET " + SESSION + "/channel", SESSION_CONNECT),
          Map.entry("GET " + SESSION + "/terminal", SESSION_CONNECT),
          Map.entry("DELETE " + SESSION, SESSION_DELETE),
          Map.entry("PUT " + FILE, FILE_WRITE),
          Map.entry("DELETE " + FILE, FILE_DELETE),
          Map.entry("POST " + SESSION + "/snapshots", SNAPSHOT_CREATE),
          Map.entry("DELETE /v1/snapshots/{id}", SNAPSHOT_DELETE));

  /** What a request does, when that is of interest. */
  static Optional<AuditedAction> of(RequestFacts facts) {
    return Optional.ofNullable(BY_ROUTE.get(facts.method() + " " + facts.route()));
  }

  /** As it stands in the trail, such as {@code session.create}. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '.');
  }
}
