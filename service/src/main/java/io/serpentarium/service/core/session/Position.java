package io.serpentarium.service.core.session;

import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;

/** A session's place in the list: oldest first, and stable while others come and go. */
public record Position(Instant createdAt, String id) implements Comparable<Position> {

  private static final Comparator<Position> ORDER =
      Comparator.comparing(Position::createdAt).thenComparing(Position::id);

  @Override
  public int compareTo(Position other) {
    return ORDER.compare(this, other);
  }

  /** This place as an opaque text. */
  String cursor() {
    String plain = createdAt + " " + id;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(plain.getBytes(StandardCharsets.UTF_8));
  }

  /** The place of a session. */
  static Position of(SessionInfo session) {
    return new Position(session.createdAt(), session.id());
  }

  /**
   * The place that a cursor stands for; the session there may be gone.
   *
   * @throws ServiceFailure with {@link FailureCode#VALIDATION} when {@link #cursor()} cannot have
   *     made it
   */
  static Position ofCursor(String cursor) {
    try {
      String[] parts =
          new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split(" ", 2);
      return new Position(Instant.parse(parts[0]), parts[1]);
    } catch (IllegalArgumentException | DateTimeException | IndexOutOfBoundsException e) {
      throw new ServiceFailure(
          FailureCode.VALIDATION,
          FailureCode.VALIDATION.detail(),
          List.of(new ServiceFailure.Field("/cursor", "is not a cursor of this list")),
          e);
    }
  }
}
