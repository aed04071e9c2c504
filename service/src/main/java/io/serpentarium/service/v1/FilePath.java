package io.serpentarium.service.v1;

import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.util.UriUtils;

/** The path of a session's file, as the address of a request has it. */
final class FilePath {

  private static final String BEFORE = "/files/";

  private FilePath() {}

  /**
   * Decodes it. Nothing in it has a meaning here, not even {@code ;} or {@code ..}: the session's
   * own file system judges it.
   *
   * @throws ProblemException with {@link ProblemCode#INVALID_PATH} if it is empty or no UTF-8
   */
  static String of(ServerHttpRequest request) {
    String address = request.getURI().getRawPath();
    String path = decode(address.substring(address.indexOf(BEFORE) + BEFORE.length()));
    if (path.isEmpty()) {
      throw new ProblemException(ProblemCode.INVALID_PATH, "The path is empty.");
    }
    return path;
  }

  private static String decode(String encoded) {
    byte[] bytes =
        UriUtils.decode(encoded, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.ISO_8859_1);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ProblemException(ProblemCode.INVALID_PATH, "The path is not UTF-8.");
    }
  }
}
