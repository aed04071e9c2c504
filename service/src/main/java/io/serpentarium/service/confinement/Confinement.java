package io.serpentarium.service.confinement;

import io.serpentarium.sandbox.confinement.Architecture;
import io.serpentarium.sandbox.confinement.Profile;
import io.serpentarium.sandbox.confinement.Seccomp;
import io.serpentarium.sandbox.confinement.SeccompFilter;
import io.serpentarium.sandbox.confinement.UnsupportedConfinementException;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The confinement of the process. */
public enum Confinement {
  /** No confinement. */
  NONE,
  /**
   * Confinement by {@code no_new_privs} and a seccomp filter over all threads, for good: the
   * process starts no program and no process but its workers, and inspects no other.
   */
  SECCOMP;

  private static final Logger log = LoggerFactory.getLogger(Confinement.class);

  /**
   * Confines this process as far as it is wanted, which needs no privilege.
   *
   * @param isolation whether it will start workers, for which it keeps the calls that start
   *     programs
   * @throws UnsupportedConfinementException if it is required and this system cannot do it
   */
  public static Confinement apply(Mode mode, Isolation isolation) {
    if (mode == Mode.OFF) {
      log.info("Confinement is turned off");
      return NONE;
    }
    try {
      Profile profile = isolation == Isolation.NONE ? Profile.SERVICE : Profile.FRONT;
      int length = Seccomp.install(SeccompFilter.of(Architecture.current(), profile, 0));
      log.info("Confined: a seccomp filter of {} instructions applies to all threads", length);
      return SECCOMP;
    } catch (UnsupportedConfinementException e) {
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
}
