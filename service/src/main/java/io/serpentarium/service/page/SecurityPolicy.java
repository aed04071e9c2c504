package io.serpentarium.service.page;

/**
 * The page's Content Security Policy (level 3): the page may load its own files, styles that its
 * editor and terminal make under the nonce, and images given as bytes. Nothing of a guest's can
 * become markup, a script or a style of it.
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
          "frame-src 'self'",
          "connect-src 'self'",
          "base-uri 'none'",
          "form-action 'none'",
          "frame-ancestors 'none'",
          "require-trusted-types-for 'script'",
          "trusted-types 'none'");

  /**
   * The policy of HTML that a program displays, in a frame of an opaque origin: the HTML may use
   * its own scripts, styles and pictures, and reaches nothing else.
   */
  static final String OF_FRAME =
      String.join(
          "; ",
          "sandbox allow-scripts",
          "default-src 'none'",
          "script-src 'unsafe-inline' 'unsafe-eval'",
          "style-src 'unsafe-inline'",
          "img-src data: blob:",
          "font-src data:",
          "media-src data: blob:",
          "base-uri 'none'",
          "form-action 'none'",
          "frame-ancestors 'self'");

  private SecurityPolicy() {}

  /** The header's value for one answer. */
  static String of(String nonce) {
    return POLICY.replace(NONCE, nonce);
  }
}
