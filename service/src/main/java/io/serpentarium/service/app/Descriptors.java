package io.serpentarium.service.app;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/** Divides the file descriptors of this process between guests and clients. */
final class Descriptors {

  /** Descriptors for libraries, Redis, other nodes, probes and files that the JVM opens. */
  private static final int OWN = 256;

  /** The part that clients get even if the limit is too low for all guests. */
  private static final int SHARE = 4;

  private Descriptors() {}

  /** Returns the number of descriptors that this process may have (RLIMIT_NOFILE). */
  static long limit() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        ? system.getMaxFileDescriptorCount()
        : Integer.MAX_VALUE;
  }

  /**
   * Returns the number of connections that clients may have.
   *
   * @param guests the most concurrent guests, each with a descriptor
   * @param wanted the number that the operator sets, or null
   */
  static int connections(long limit, int guests, @Nullable Integer wanted) {
    long left = Math.max(limit / SHARE, limit - OWN - guests);
    long most = wanted == null ? left : Math.min(wanted, left);
    return Math.clamp(most, 1, Integer.MAX_VALUE);
  }
}
