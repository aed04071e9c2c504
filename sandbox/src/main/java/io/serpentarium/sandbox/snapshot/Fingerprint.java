package io.serpentarium.sandbox.snapshot;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The identity that a snapshot must share with the sandbox that goes on with it.
 *
 * <p>The fingerprint consists of the module's binary, which alone determines the layout and the
 * meaning of the memory; the library that open files and imported modules point into; and the
 * version of the calls between host and guest. The engine is not part of it: between two calls
 * nothing of it is in the guest's state, as there is no stack and no global but the stack pointer,
 * see {@link GuestLayout}.
 *
 * @param moduleSha256 SHA-256 of the module in lower-case hex
 * @param librarySha256 SHA-256 of the library in lower-case hex
 */
public record Fingerprint(String moduleSha256, String librarySha256, int abiVersion) {

  private static final int DIGEST_BYTES = 32;

  /**
   * Returns the fingerprint of a sandbox whose library has further parts.
   *
   * @param parts SHA-256 of each part in lower-case hex, in the order in which they were added
   */
  public Fingerprint with(List<String> parts) {
    if (parts.isEmpty()) {
      return this;
    }
    String all = librarySha256 + "\n" + String.join("\n", parts);
    return new Fingerprint(moduleSha256, sha256(all), abiVersion);
  }

  private static String sha256(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  void write(DataOutputStream out) throws IOException {
    out.write(HexFormat.of().parseHex(moduleSha256));
    out.write(HexFormat.of().parseHex(librarySha256));
    out.writeInt(abiVersion);
  }

  static Fingerprint read(DataInputStream in) throws IOException {
    return new Fingerprint(readDigest(in), readDigest(in), in.readInt());
  }

  private static String readDigest(DataInputStream in) throws IOException {
    byte[] digest = new byte[DIGEST_BYTES];
    in.readFully(digest);
    return HexFormat.of().formatHex(digest);
  }
}
