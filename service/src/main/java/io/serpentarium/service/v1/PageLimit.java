package io.serpentarium.service.v1;

import io.serpentarium.service.edge.problem.Problem;
import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The number of items on a page. */
final class PageLimit {

  private PageLimit() {}

  /**
   * Reads the query parameter.
   *
   * @param usual the default
   * @param most the maximum
   * @throws ProblemException with {@link ProblemCode#VALIDATION} if it is no number from 1 to the
   *     maximum
   */
  static int parse(@Nullable String text, int usual, int most) {
    return text == null ? usual : inRange(number(text), most);
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static int inRange(int limit, int most) {
    if (limit < 1 || limit > most) {
      throw new ProblemException(
          ProblemCode.VALIDATION,
          "The request is not valid.",
          List.of(new Problem.FieldError("/limit", "must be an integer from 1 to " + most)));
    }
    return limit;
  }
}
