package io.serpentarium.load;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.during;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Users of every kind at once, and when {@code noisy} is set one who spins: no error, and bounded times. */
public final class SoakSimulation extends Simulation {

  private static final Duration THINKING = Duration.ofMillis(200);

  /** Lasts as long as the system property {@code seconds} says. */
  public SoakSimulation() {
    List<PopulationBuilder> users =
        Stream.concat(
                Kind.chosen().stream().map(kind -> users(kind.label(), kind.chain(), Target.users())),
                Stream.generate(() -> users("noisy", Traffic.spin(), 1)).limit(noisy()))
            .toList();
    Assertion[] limits =
        Stream.concat(
                Stream.of(global().failedRequests().count().is(0L)),
                Kind.chosen().stream().map(SoakSimulation::limit))
            .toArray(Assertion[]::new);
    setUp(users).protocols(Target.protocol()).assertions(limits);
  }

  private static int noisy() {
    return Boolean.getBoolean("noisy") ? 1 : 0;
  }

  private static PopulationBuilder users(String name, ChainBuilder chain, int count) {
    return scenario(name)
        .exec(during(Target.seconds()).on(chain.pause(THINKING)))
        .injectOpen(atOnceUsers(count));
  }

  private static Assertion limit(Kind kind) {
    return details(kind.measured())
        .responseTime()
        .percentile(99)
        .lt(Target.limitMillis(kind.measured()));
  }
}
