package io.serpentarium.sandbox.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Modules in text format that are made to poll, as the build makes python.wasm. */
public final class PolledText {

  /** An import; a function up to its first instruction; or the beginning of a loop. */
  private static final Pattern SITE =
      Pattern.compile(
          "\\((import)\\b[^()]*\\("
              + "|\\(func(?:\\s+\\$\\w+)?(?:\\s*\\((?:export|param|result|local)\\b[^()]*\\))*"
              + "|\\(loop(?:\\s+\\$\\w+)?");

  private PolledText() {}

  /** The module with a poll at the beginning of each function and loop. */
  public static byte[] of(byte[] text) {
    AtomicInteger offset = new AtomicInteger();
    return SITE.matcher(new String(text, UTF_8))
        .replaceAll(site -> Matcher.quoteReplacement(site.group()) + poll(site, offset))
        .getBytes(UTF_8);
  }

  private static String poll(MatchResult site, AtomicInteger offset) {
    return site.group(1) != null
        ? ""
        : " (drop (i32.load8_u offset=%s (i32.const 0))) ".formatted(offset.getAndIncrement());
  }
}
