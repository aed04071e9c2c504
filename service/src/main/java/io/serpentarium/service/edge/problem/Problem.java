package io.serpentarium.service.edge.problem;

import java.util.List;

/**
 * An error as the contract has it (RFC 9457).
 *
 * @param type the URN of the code
 * @param status the HTTP status
 * @param detail a description of this occurrence
 * @param code the stable name
 * @param errors the invalid fields, if the error is about fields
 */
public record Problem(
    String type, String title, int status, String detail, String code, List<FieldError> errors) {

  /** A problem that is about no field. */
  public static Problem of(ProblemCode code, String detail) {
    return of(code, detail, List.of());
  }

  /** A problem that is about fields. */
  public static Problem of(ProblemCode code, String detail, List<FieldError> errors) {
    return new Problem(
        "urn:serpentarium:problem:" + code.wireName(),
        code.title(),
        code.status(),
        detail,
        code.wireName(),
        errors);
  }

  /**
   * An error in one field.
   *
   * @param pointer the JSON Pointer (RFC 6901) into the body, or {@code /name} of a query parameter
   */
  public record FieldError(String pointer, String reason) {}
}
