package io.serpentarium.service.confinement;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The confinement of the process. */
public enum Confinement {
  /** No confinement. */
  NONE,
  /**
   * Confinement by {@code no_new_privs} and a seccomp filter over all threads, for good: the
   * process starts no program and no process, and inspects no other.
   */
  SECCOMP;

  private static final Logger log = LoggerFactory.getLogger(Confinement.class);

  /**
   * Confines this process as far as it is wanted, which needs no privilege.
   *
   * @throws UnsupportedException if it is required and this system cannot do it
   */
  public static Confinement apply(Mode mode) {
    if (mode == Mode.OFF) {
      log.info("Confinement is turned off");
      return NONE;
    }
    try {
      int length = Seccomp.install(SeccompFilter.of(Architecture.current()));
      log.info("Confined: a seccomp filter of {} instructions applies to all threads", length);
      return SECCOMP;
    } catch (UnsupportedException e) {
      if (mode == Mode.REQUIRED) {
        throw e;
      }
      log.warn("Not confined: {}", e.getMessage());
      return NONE;
    }
  }

  /** The name on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The choice whether the process confines itself. */
  public enum Mode {
    /** If the system supports it; otherwise the log warns. */
    AUTO,
    /** Or it does not start. */
    REQUIRED,
    /** No confinement. */
    OFF
  }

  /** This system cannot confine the process. */
  public static final class UnsupportedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnsupportedException(String message) {
      super(message);
    }

    UnsupportedException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
