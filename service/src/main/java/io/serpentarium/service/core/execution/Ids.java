package io.serpentarium.service.core.execution;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * Makes unguessable identifiers: a prefix and 128 random bits in lower-case hex. As thread-safe as
 * its generator.
 */
public final class Ids {

  private static final int BYTES = 16;

  private final RandomGenerator random;

  /**
   * @param random cryptographically strong, and seeded already: it is asked on event loops
   */
  public Ids(RandomGenerator random) {
    this.random = random;
  }

  public String session() {
    return next("ses_");
  }

  public String execution() {
    return next("exe_");
  }

  public String ticket() {
    return next("tkt_");
  }

  public String snapshot() {
    return next("snp_");
  }

  /** Returns a nonce for one answer's content security policy. */
  public String nonce() {
    return next("");
  }

  private String next(String prefix) {
    byte[] bits = new byte[BYTES];
    random.nextBytes(bits);
    return prefix + HexFormat.of().formatHex(bits);
  }
}
