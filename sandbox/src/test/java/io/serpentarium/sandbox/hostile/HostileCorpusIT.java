package io.serpentarium.sandbox.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.engine.TestEngine;
import io.serpentarium.sandbox.engine.TestEngines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Each hostile program ends as its head says and harms nobody else. The first engine meets them
 * all, every other one a part; {@code -Dhostile.full=true} for all.
 */
@ParameterizedClass
@FieldSource("io.serpentarium.sandbox.engine.TestEngines#ALL")
@TestInstance(Lifecycle.PER_CLASS)
final class HostileCorpusIT {

  /** Far above what a program may take beyond its limit: {@link HostileFigures} tells the truth. */
  private static final Duration MOST_OVERRUN = Duration.ofSeconds(5);

  private static final int WORST = 5;

  /** One of how many programs an engine other than the first meets. */
  private static final int PART = 4;

  @Parameter private TestEngine engine;
  private final List<Attack> attacks = new ArrayList<>();
  private Sandbox sandbox;
  private Innocents innocents;

  @BeforeParameterizedClassInvocation
  void start() {
    sandbox = HostileSandbox.start(engine);
    attacks.clear();
    innocents = new Innocents(sandbox);
  }

  @AfterParameterizedClassInvocation
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
    return programs().stream()
        .map(program -> DynamicTest.dynamicTest(program.name(), () -> check(program)));
  }

  private List<HostileProgram> programs() {
    List<HostileProgram> all = HostileCorpus.all();
    if (engine.equals(TestEngines.ALL.getFirst()) || Boolean.getBoolean("hostile.full")) {
      return all;
    }
    int first = TestEngines.ALL.indexOf(engine) % PART;
    return IntStream.range(0, all.size())
        .filter(i -> i % PART == first)
        .mapToObj(all::get)
        .toList();
  }

  private void check(HostileProgram program) {
    Attack attack = Attack.run(sandbox, program);
    attacks.add(attack);
    assertThat(attack.deviations()).isEmpty();
    assertThat(attack.overrun().orElse(Duration.ZERO)).isLessThan(MOST_OVERRUN);
    assertThat(innocents.harm()).isEmpty();
  }
}
