package io.serpentarium.service.core.session;

import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;

/** A session's place in the list: oldest first, and stable while other sessions come and go. */
public record Cursor(Instant createdAt, String id) implements Comparable<Cursor> {

  private static final Comparator<Cursor> ORDER =
      Comparator.comparing(Cursor::createdAt).thenComparing(Cursor::id);

  @Override
  public int compareTo(Cursor other) {
    return ORDER.compare(this, other);
  }

  /** Returns this place as an opaque text. */
  String text() {
    String plain = createdAt + " " + id;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(plain.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the place of a session. */
  static Cursor of(SessionInfo session) {
    return new Cursor(session.createdAt(), session.id());
  }

  /**
   * Returns the place that a text stands for; the session there may be gone.
   *
   * @throws ServiceFailure with {@link FailureCode#VALIDATION} if {@link #text()} cannot have made
   *     it
   */
  static Cursor parse(String text) {
    try {
      String[] parts =
          new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(" ", 2);
      return new Cursor(Instant.parse(parts[0]), parts[1]);
    } catch (IllegalArgumentException | DateTimeException | IndexOutOfBoundsException e) {
      throw new ServiceFailure(
          FailureCode.VALIDATION,
          FailureCode.VALIDATION.detail(),
          List.of(new ServiceFailure.Field("/cursor", "is not a cursor of this list")),
          e);
    }
  }
}
