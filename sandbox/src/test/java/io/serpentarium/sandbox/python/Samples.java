package io.serpentarium.sandbox.python;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Measurements of one thing, sorted. */
record Samples(List<Double> values) {

  static Samples of(double... values) {
    return new Samples(Arrays.stream(values).sorted().boxed().toList());
  }

  /** Reads what {@link #toString} wrote. */
  static Samples parse(String line) {
    return of(Stream.of(line.split(" ")).mapToDouble(Double::parseDouble).toArray());
  }

  /** Both together. */
  Samples and(Samples more) {
    return of(DoubleStream.concat(stream(), more.stream()).toArray());
  }

  /** The value below which this share of them lies, 0 to 1. */
  double quantile(double share) {
    return values.get((int) Math.min(values.size() - 1L, (long) (values.size() * share)));
  }

  private DoubleStream stream() {
    return values.stream().mapToDouble(Double::doubleValue);
  }

  /** The values with spaces between. */
  @Override
  public String toString() {
    return values.stream().map(Object::toString).collect(Collectors.joining(" "));
  }
}
