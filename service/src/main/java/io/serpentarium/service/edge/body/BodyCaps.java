package io.serpentarium.service.edge.body;

import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;

/**
 * The largest bodies that requests may have.
 *
 * @param jsonBytes the most bytes of a JSON body
 * @param codeBytes the most bytes of code in UTF-8
 * @param fileBytes the most bytes of an uploaded file
 * @param snapshotBytes the most bytes of an uploaded snapshot
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
          ProblemCode.CODE_TOO_LARGE,
          "Code must have at most %d bytes in UTF-8.".formatted(codeBytes));
    }
    return code;
  }
}
