package io.serpentarium.sandbox.confinement;

/** A processor architecture, as system calls are numbered on it. */
public enum Architecture {
  X86_64(0xC000003E),
  AARCH64(0xC00000B7);

  private final int audit;

  Architecture(int audit) {
    this.audit = audit;
  }

  /** Returns the kernel's number of the architecture ({@code linux/audit.h}). */
  public int audit() {
    return audit;
  }

  /**
   * Returns the architecture that this JVM runs on.
   *
   * @throws UnsupportedConfinementException if no filter is known for it
   */
  public static Architecture current() {
    String system = System.getProperty("os.name");
    String processor = System.getProperty("os.arch");
    return switch (system + " " + processor) {
      case "Linux amd64" -> X86_64;
      case "Linux aarch64" -> AARCH64;
      default ->
          throw new UnsupportedConfinementException(
              "no filter is known for " + system + " on " + processor);
    };
  }
}
