package io.serpentarium.service.e2b;

import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;

/** Finds the files in a body of the type {@code multipart/form-data} (RFC 7578). */
final class Multipart {

  private static final byte[] HEADERS_END = {'\r', '\n', '\r', '\n'};
  private static final int MOST_FILES = 1_000;
  private static final int LONGEST_HEADERS = 8 << 10;

  private Multipart() {}

  /** A file, a part of the body that is not copied. */
  @SuppressWarnings("ArrayRecordComponent") // a view of the body, compared nowhere
  record File(Optional<String> name, byte[] body, int from, int to) {

    byte[] content() {
      return Arrays.copyOfRange(body, from, to);
    }
  }

  /**
   * Returns the files, in their order.
   *
   * @throws ProblemException when the body is not whole
   */
  static List<File> files(byte[] body, String boundary) {
    byte[] delimiter = ("--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    byte[] next = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    List<File> files = new ArrayList<>();
    int at = require(find(body, delimiter, 0, body.length)) + delimiter.length;
    while (!isLast(body, at)) {
      int headers = require(find(body, HEADERS_END, at, at + LONGEST_HEADERS));
      int from = headers + HEADERS_END.length;
      int to = require(find(body, next, from, body.length));
      if (files.size() == MOST_FILES) {
        throw broken();
      }
      files.add(new File(name(text(body, at, headers)), body, from, to));
      at = to + next.length;
    }
    return files;
  }

  private static boolean isLast(byte[] body, int at) {
    return at + 1 < body.length && body[at] == '-' && body[at + 1] == '-';
  }

  private static String text(byte[] body, int from, int to) {
    return new String(body, from, to - from, StandardCharsets.UTF_8);
  }

  private static Optional<String> name(String headers) {
    String start = HttpHeaders.CONTENT_DISPOSITION + ":";
    return headers
        .lines()
        .filter(line -> line.regionMatches(true, 0, start, 0, start.length()))
        .findFirst()
        .flatMap(line -> fileName(line.substring(start.length()).strip()));
  }

  private static Optional<String> fileName(String disposition) {
    try {
      return Optional.ofNullable(ContentDisposition.parse(disposition).getFilename());
    } catch (IllegalArgumentException e) {
      throw broken();
    }
  }

  private static int require(int found) {
    if (found < 0) {
      throw broken();
    }
    return found;
  }

  private static ProblemException broken() {
    return new ProblemException(ProblemCode.BAD_REQUEST, "The body is not multipart/form-data.");
  }

  /** Returns where bytes are found first, or a negative number. */
  private static int find(byte[] body, byte[] wanted, int from, int end) {
    int last = Math.min(end, body.length) - wanted.length;
    for (int i = from; i <= last; i++) {
      if (body[i] == wanted[0] && isAt(body, i, wanted)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isAt(byte[] body, int at, byte[] wanted) {
    return Arrays.equals(body, at, at + wanted.length, wanted, 0, wanted.length);
  }
}
