package io.serpentarium.sandbox.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.Sandbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Each hostile program ends as its head says and harms nobody else. */
@TestInstance(Lifecycle.PER_CLASS)
final class HostileCorpusIT {

  /** Far above what a program may take beyond its limit: {@link HostileFigures} tells the truth. */
  private static final Duration MOST_OVERRUN = Duration.ofSeconds(5);

  private static final int WORST = 5;

  private final List<Attack> attacks = new ArrayList<>();
  private Sandbox sandbox;
  private Innocents innocents;

  @BeforeAll
  void start() {
    sandbox = HostileSandbox.start();
    innocents = new Innocents(sandbox);
  }

  @AfterAll
  void close() {
    innocents.close();
    sandbox.close();
    attacks.stream()
        .filter(attack -> attack.overrun().isPresent())
        .sorted(Comparator.comparing((Attack a) -> a.overrun().orElseThrow()).reversed())
        .limit(WORST)
        .forEach(a -> System.out.println(a.program() + " overran " + a.overrun().orElseThrow()));
  }

  @Test
  void isLarge() {
    assertThat(HostileCorpus.all()).hasSizeGreaterThanOrEqualTo(80);
  }

  @TestFactory
  Stream<DynamicTest> endsAsItsHeadSays() {
    return HostileCorpus.all().stream()
        .map(program -> DynamicTest.dynamicTest(program.name(), () -> check(program)));
  }

  private void check(HostileProgram program) {
    Attack attack = Attack.run(sandbox, program);
    attacks.add(attack);
    assertThat(attack.deviations()).isEmpty();
    assertThat(attack.overrun().orElse(Duration.ZERO)).isLessThan(MOST_OVERRUN);
    assertThat(innocents.harm()).isEmpty();
  }
}
