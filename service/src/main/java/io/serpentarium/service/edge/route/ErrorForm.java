package io.serpentarium.service.edge.route;

import io.serpentarium.service.edge.problem.Problem;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/** The form of a door's answers to failures. Created once, with constructor injection. */
public interface ErrorForm {

  /**
   * An answer to a failed request.
   *
   * @param body the body to write as JSON, or null for none
   */
  record Answer(int status, MediaType type, @Nullable Object body) {

    /** Returns an answer in JSON. */
    public static Answer json(int status, Object body) {
      return new Answer(status, MediaType.APPLICATION_JSON, body);
    }
  }

  /** Returns the answer that a problem is in this form. */
  Answer of(Problem problem);

  /** Problems as RFC 9457 has them. */
  final class OfProblems implements ErrorForm {

    @Override
    public Answer of(Problem problem) {
      return new Answer(problem.status(), MediaType.APPLICATION_PROBLEM_JSON, problem);
    }
  }
}
