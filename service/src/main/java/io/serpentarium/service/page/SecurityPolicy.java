package io.serpentarium.service.page;

/**
 * The page's Content Security Policy (level 3): the page may load its own files, styles that its
 * editor and terminal make under the nonce, and images given as bytes. Nothing of a guest's can
 * become markup, a script or a style.
 */
final class SecurityPolicy {

  /** Stands in the page's template for the nonce. */
  static final String NONCE = "{{nonce}}";

  private static final String POLICY =
      String.join(
          "; ",
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self' 'nonce-" + NONCE + "'",
          "img-src 'self' blob:",
          "connect-src 'self'",
          "base-uri 'none'",
          "form-action 'none'",
          "frame-ancestors 'none'",
          "require-trusted-types-for 'script'",
          "trusted-types 'none'");

  private SecurityPolicy() {}

  /** The header's value for one answer. */
  static String of(String nonce) {
    return POLICY.replace(NONCE, nonce);
  }
}
