package io.serpentarium.service.app;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/** How the file descriptors of this process are shared out. */
final class Descriptors {

  /** For libraries, Redis, other nodes, probes and what the JVM opens. */
  private static final int OWN = 256;

  /** What clients get even where the limit is too low for all guests. */
  private static final int SHARE = 4;

  private Descriptors() {}

  /** How many this process may have (RLIMIT_NOFILE). */
  static long limit() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        ? system.getMaxFileDescriptorCount()
        : Integer.MAX_VALUE;
  }

  /**
   * How many connections clients may have.
   *
   * @param guests at once, each with a descriptor
   * @param wanted by the operator, or null
   */
  static int connections(long limit, int guests, @Nullable Integer wanted) {
    long left = Math.max(limit / SHARE, limit - OWN - guests);
    long most = wanted == null ? left : Math.min(wanted, left);
    return Math.clamp(most, 1, Integer.MAX_VALUE);
  }
}
