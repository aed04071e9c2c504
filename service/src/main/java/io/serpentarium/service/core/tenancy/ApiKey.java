package io.serpentarium.service.core.tenancy;

import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key as its holder has it: {@code srp_}, the key's id, {@code _} and 256 random bits.
 *
 * @param text all of it; a secret
 * @param id may be known; finds the key in the store
 */
public record ApiKey(String text, String id) {

  private static final String PREFIX = "srp_";
  private static final int ID_BYTES = 6;
  private static final int SECRET_BYTES = 32;
  private static final Pattern SHAPE =
      Pattern.compile(
          "%s([0-9a-f]{%d})_[0-9a-f]{%d}".formatted(PREFIX, 2 * ID_BYTES, 2 * SECRET_BYTES));

  /**
   * Makes a key.
   *
   * @param random a cryptographically strong generator
   */
  static ApiKey make(RandomGenerator random) {
    String id = hex(random, ID_BYTES);
    return new ApiKey(PREFIX + id + "_" + hex(random, SECRET_BYTES), id);
  }

  /** Reads what looks like one. */
  static Optional<ApiKey> parse(String text) {
    Matcher shape = SHAPE.matcher(text);
    return shape.matches() ? Optional.of(new ApiKey(text, shape.group(1))) : Optional.empty();
  }

  private static String hex(RandomGenerator random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Shows its id only. */
  @Override
  public String toString() {
    return PREFIX + id + "_…";
  }
}
