package io.serpentarium.sandbox.linking;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The line that stands in a file in place of a side module, and names it by its hash. */
final class SideStub {

  /** Bytes of the line, with its end. */
  static final int BYTES = "serpentarium-side ".length() + 64 + 1;

  private static final Pattern LINE = Pattern.compile("serpentarium-side ([0-9a-f]{64})\n");

  private SideStub() {}

  /**
   * Reads a stub.
   *
   * @param content the content of the file; a stub has at most {@link #BYTES}
   * @return lower-case hex SHA-256 of the side module
   * @throws LinkException if the content is no stub
   */
  static String read(byte[] content) throws LinkException {
    Matcher line = LINE.matcher(new String(content, StandardCharsets.ISO_8859_1));
    if (!line.matches()) {
      throw new LinkException("not an extension module that this interpreter can load");
    }
    return line.group(1);
  }
}
