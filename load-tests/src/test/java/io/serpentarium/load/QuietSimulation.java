package io.serpentarium.load;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.during;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;

/** One user alone, who does each kind of thing for a while: what nothing disturbs. */
public final class QuietSimulation extends Simulation {

  /** Shares the time out between the kinds. */
  public QuietSimulation() {
    Duration share = Duration.ofMillis(Target.seconds() * 1000L / Kind.chosen().size());
    ChainBuilder all =
        Kind.chosen().stream()
            .map(kind -> during(share).on(kind.chain()))
            .reduce(ChainBuilder::exec)
            .orElseThrow();
    setUp(scenario("quiet").exec(all).injectOpen(atOnceUsers(1)))
        .protocols(Target.protocol())
        .assertions(global().failedRequests().count().is(0L));
  }
}
