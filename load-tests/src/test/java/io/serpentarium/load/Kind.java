package io.serpentarium.load;

import io.gatling.javaapi.core.ChainBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** The kinds of traffic; the system property {@code kinds} chooses, all by default. */
enum Kind {
  ONE_SHOT(Traffic::oneShot, "one-shot"),
  REPL(Traffic::repl, "cell"),
  CHAT(Traffic::chat, "result"),
  GRADING(Traffic::grading, "grading"),
  CHURN(Traffic::churn, "open");

  private final Supplier<ChainBuilder> chain;
  private final String measured;

  Kind(Supplier<ChainBuilder> chain, String measured) {
    this.chain = chain;
    this.measured = measured;
  }

  /** What a user of this kind does. */
  ChainBuilder chain() {
    return chain.get();
  }

  /** The request whose time counts. */
  String measured() {
    return measured;
  }

  /** As it stands in reports. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static List<Kind> chosen() {
    String names = System.getProperty("kinds", "");
    return names.isEmpty()
        ? List.of(values())
        : Arrays.stream(names.split(","))
            .map(name -> valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')))
            .toList();
  }
}
