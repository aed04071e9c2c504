package io.serpentarium.service.v1;

import io.serpentarium.sandbox.SessionFiles;
import io.serpentarium.service.core.session.FilePage;
import io.serpentarium.service.edge.problem.Problem;
import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of a session's files as the contract shows it. */
record FilePageView(List<EntryView> items, @Nullable String nextCursor) {

  static FilePageView of(FilePage page) {
    String next = page.next();
    return new FilePageView(
        page.items().stream().map(EntryView::of).toList(), next == null ? null : cursor(next));
  }

  /** Returns the path that a cursor stands for, and an empty one for none. */
  static String pathOf(@Nullable String cursor) {
    try {
      return cursor == null
          ? ""
          : new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          ProblemCode.VALIDATION,
          "The request is not valid.",
          List.of(new Problem.FieldError("/cursor", "is not a valid cursor")));
    }
  }

  private static String cursor(String path) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(path.getBytes(StandardCharsets.UTF_8));
  }

  /** A directory entry as the contract shows it. */
  record EntryView(String path, SessionFiles.Type type, long sizeBytes, Instant modifiedAt) {

    static EntryView of(SessionFiles.Entry entry) {
      return new EntryView(
          entry.path(),
          entry.type(),
          entry.sizeBytes(),
          entry.modifiedAt().truncatedTo(ChronoUnit.MILLIS));
    }
  }
}
