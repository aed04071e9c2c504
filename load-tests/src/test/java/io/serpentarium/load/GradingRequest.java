package io.serpentarium.load;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A submission with checks that it passes. */
final class GradingRequest {

  private static final int CHECKS = 20;

  private GradingRequest() {}

  static String json() {
    String checks =
        IntStream.range(0, CHECKS)
            .mapToObj(
                n ->
                    "{\"id\": \"%d\", \"check\": \"assert square(%d) == %d\"}".formatted(n, n, n * n))
            .collect(Collectors.joining(", "));
    return "{\"code\": \"def square(n):\\n    return n * n\\n\", \"tests\": [" + checks + "]}";
  }
}
