package io.serpentarium.load;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.during;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.nothingFor;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.OpenInjectionStep;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Users of every kind at once, bursts of gradings, and when {@code noisy} is set another tenant who
 * spins: no error, and bounded times.
 */
public final class SoakSimulation extends Simulation {

  private static final Duration THINKING = Duration.ofMillis(200);
  private static final int BURST_SECONDS = 10;
  private static final String BURST = "burst";

  /** Lasts as long as the system property {@code seconds} says. */
  public SoakSimulation() {
    List<PopulationBuilder> users =
        Stream.of(
                Kind.chosen().stream().map(kind -> users(kind.label(), kind.chain(), Target.users())),
                Stream.of(users("noisy", Traffic.spin(), 1)).filter(_ -> Boolean.getBoolean("noisy")),
                Stream.of(bursts()).filter(_ -> Target.burst() > 0))
            .flatMap(population -> population)
            .toList();
    Stream<String> measured =
        Stream.concat(
            Kind.chosen().stream().map(Kind::measured),
            Stream.of(BURST).filter(_ -> Target.burst() > 0));
    Assertion[] limits =
        Stream.concat(
                Stream.of(global().failedRequests().count().is(0L)),
                measured.map(SoakSimulation::limit))
            .toArray(Assertion[]::new);
    setUp(users).protocols(Target.protocol()).assertions(limits);
  }

  private static PopulationBuilder users(String name, ChainBuilder chain, int count) {
    return scenario(name)
        .exec(during(Target.seconds()).on(chain.pause(THINKING)))
        .injectOpen(atOnceUsers(count));
  }

  private static PopulationBuilder bursts() {
    OpenInjectionStep[] steps =
        IntStream.rangeClosed(1, Math.max(Target.seconds() / BURST_SECONDS - 1, 1))
            .boxed()
            .flatMap(_ -> Stream.of(nothingFor(BURST_SECONDS), atOnceUsers(Target.burst())))
            .toArray(OpenInjectionStep[]::new);
    return scenario(BURST).exec(Traffic.grading(BURST)).injectOpen(steps);
  }

  private static Assertion limit(String request) {
    return details(request).responseTime().percentile(99).lt(Target.limitMillis(request));
  }
}
