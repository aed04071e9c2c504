package io.serpentarium.service.testing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Keys of tenants that tests know. */
public final class Keys {

  /** What their HMACs are made with. */
  public static final String SECRET = "a secret for tests only";

  private Keys() {}

  /** The key of an id of 12 hexadecimal digits. */
  public static String text(String id) {
    return "srp_" + id + "_" + "0123456789abcdef".repeat(4);
  }

  /** That key as a file of tenants has it. */
  public static String entry(String id) {
    return "{\"id\": \"%s\", \"hmac\": \"%s\"}".formatted(id, hmac(text(id)));
  }

  private static String hmac(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
