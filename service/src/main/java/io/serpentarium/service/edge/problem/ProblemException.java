package io.serpentarium.service.edge.problem;

import java.util.List;

/** A request that is answered with a problem. */
public final class ProblemException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  public ProblemException(ProblemCode code, String detail) {
    this(Problem.of(code, detail));
  }

  public ProblemException(ProblemCode code, String detail, List<Problem.FieldError> errors) {
    this(Problem.of(code, detail, errors));
  }

  private ProblemException(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  /** The answer to a ticket that opens nothing. */
  public static ProblemException invalidTicket() {
    return new ProblemException(
        ProblemCode.TICKET_INVALID, "The ticket was used, has expired, or is for another session.");
  }

  /** The answer. */
  public Problem problem() {
    return problem;
  }
}
