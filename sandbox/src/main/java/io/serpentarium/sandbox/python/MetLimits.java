package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.MetLimit;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.wasi.Refusals;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Finds out which limits a program reached. */
final class MetLimits {

  private MetLimits() {}

  /**
   * Returns the limits that one execution reached.
   *
   * @param told the limits that the guest reported to the program
   * @param refused the refusals of the host meanwhile
   */
  static Set<MetLimit> of(Outcome outcome, Set<MetLimit> told, Refusals refused) {
    Set<MetLimit> met = EnumSet.noneOf(MetLimit.class);
    met.addAll(told);
    of(outcome).ifPresent(met::add);
    add(met, MetLimit.DISK, refused.bytes());
    add(met, MetLimit.INODES, refused.inodes());
    add(met, MetLimit.OPEN_FILES, refused.descriptors());
    return met;
  }

  private static void add(Set<MetLimit> met, MetLimit limit, long times) {
    if (times > 0) {
      met.add(limit);
    }
  }

  private static Optional<MetLimit> of(Outcome outcome) {
    return outcome instanceof Outcome.LimitExceeded(Limit limit)
        ? Optional.of(MetLimit.valueOf(limit.name()))
        : Optional.empty();
  }
}
