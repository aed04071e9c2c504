package io.serpentarium.service.v1;

import io.serpentarium.service.edge.problem.FieldError;
import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How many items a page holds. */
final class PageLimit {

  private static final int USUAL = 50;
  private static final int MOST = 200;

  private PageLimit() {}

  /**
   * Reads the query parameter.
   *
   * @throws ProblemException with {@link ProblemCode#VALIDATION} when it is no number from 1 to 200
   */
  static int parse(@Nullable String text) {
    return text == null ? USUAL : inRange(number(text));
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static int inRange(int limit) {
    if (limit < 1 || limit > MOST) {
      throw new ProblemException(
          ProblemCode.VALIDATION,
          "The request is not valid.",
          List.of(new FieldError("/limit", "must be an integer from 1 to " + MOST)));
    }
    return limit;
  }
}
