package io.serpentarium.service.edge.body;

import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;

/**
 * How much a request may hold.
 *
 * @param jsonBytes of a JSON body
 * @param codeBytes of code in UTF-8
 * @param fileBytes of an uploaded file
 * @param snapshotBytes of an uploaded snapshot
 */
public record BodyCaps(int jsonBytes, int codeBytes, int fileBytes, int snapshotBytes) {

  /**
   * Returns the code, checked to be within its cap.
   *
   * @throws ProblemException with {@link ProblemCode#CODE_TOO_LARGE}
   */
  public String requireCode(String code) {
    if (Text.utf8Length(code) > codeBytes) {
      throw new ProblemException(
          ProblemCode.CODE_TOO_LARGE, "Code may have %d bytes in UTF-8.".formatted(codeBytes));
    }
    return code;
  }
}
