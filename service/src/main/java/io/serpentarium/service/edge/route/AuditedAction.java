package io.serpentarium.service.edge.route;

import java.util.Locale;

/** An action in the audit trail: something was made, run, copied, read out or ended. */
public enum AuditedAction {
  /** Nothing is recorded. */
  NONE,
  PROGRAM_RUN,
  PROGRAM_GRADE,
  SESSION_CREATE,
  SESSION_RUN,
  SESSION_INTERRUPT,
  SESSION_RESTORE,
  SESSION_UNDO,
  SESSION_FORK,
  SESSION_CONNECT,
  SESSION_DELETE,
  FILE_WRITE,
  FILE_DELETE,
  SNAPSHOT_CREATE,
  SNAPSHOT_UPLOAD,
  SNAPSHOT_DOWNLOAD,
  SNAPSHOT_DELETE;

  /** Returns the name in the trail, such as {@code session.create}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '.');
  }
}
