package io.serpentarium.sandbox.wasi;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The paths of open descriptors: {@code /dev/fd/N}, as in {@code fd(4)}. */
final class StreamPath {

  private static final String FOLDER = "dev/fd/";
  private static final Pattern NUMBERED = Pattern.compile(FOLDER + "(0|[1-9]\\d{0,8})");

  private StreamPath() {}

  /** The descriptor that a path from the root leads to, if it leads to one. */
  static OptionalLong number(String path) {
    if (!path.startsWith(FOLDER)) {
      return OptionalLong.empty();
    }
    Matcher matcher = NUMBERED.matcher(path);
    return matcher.matches()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
  }
}
