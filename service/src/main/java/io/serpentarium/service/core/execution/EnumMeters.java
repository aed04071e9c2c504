package io.serpentarium.service.core.execution;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * One meter for each constant of an enum, all registered at the start so that no series is missing.
 */
public final class EnumMeters<E extends Enum<E>, M> {

  private final Map<E, M> meters;

  /**
   * @param meter makes the meter of a label, which is a constant's name in lower case
   */
  public EnumMeters(Class<E> type, Function<String, M> meter) {
    meters = new EnumMap<>(type);
    for (E constant : type.getEnumConstants()) {
      meters.put(constant, meter.apply(constant.name().toLowerCase(Locale.ROOT)));
    }
  }

  /** The meter of a constant. */
  public M of(E constant) {
    return Objects.requireNonNull(meters.get(constant));
  }
}
