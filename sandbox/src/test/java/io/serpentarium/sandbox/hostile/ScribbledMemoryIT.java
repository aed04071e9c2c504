package io.serpentarium.sandbox.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.engine.TestEngine;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * A guest whose memory holds anything at all, as after a program that took the interpreter over,
 * harms only itself: whatever the host reads there, its execution ends with an outcome.
 */
@ParameterizedClass
@FieldSource("io.serpentarium.sandbox.engine.TestEngines#ALL")
@TestInstance(Lifecycle.PER_CLASS)
final class ScribbledMemoryIT {

  private static final Limits BRIEF =
      new Limits(Duration.ofMillis(200), Duration.ofMillis(200), 64 << 20, 1 << 16, 1 << 20);

  /** Words between two overwritten ones that no interpreter survives. */
  private static final int FATAL_SPACING = 64;

  @Parameter private TestEngine chosen;
  private ForgingEngine engine;
  private Sandbox sandbox;
  private Innocents innocents;

  @BeforeParameterizedClassInvocation
  void start() {
    engine = new ForgingEngine(HostileSandbox.open(chosen));
    sandbox = HostileSandbox.startWithoutPool(engine);
    innocents = new Innocents(sandbox);
  }

  @AfterParameterizedClassInvocation
  void close() {
    innocents.close();
    sandbox.close();
  }

  /** Overwrites more from repetition to repetition, from a word in a million to every second. */
  @RepeatedTest(40)
  void harmsOnlyItself(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    int spacing = 1 << (20 - repetition.getCurrentRepetition() / 2);
    try (Session session = sandbox.open(SessionOptions.withLimits(BRIEF))) {
      Attack.execute(session, "x = 1");
      scribble(engine.last().memory(), random, spacing);
      Outcome outcome = Attack.execute(session, "print(x)\n[x] * 1000").outcome();
      if (spacing <= FATAL_SPACING) {
        assertThat(outcome).isNotInstanceOf(Outcome.Completed.class);
      }
    }
    assertThat(innocents.harm()).isEmpty();
  }

  private static void scribble(GuestMemory memory, Random random, int spacing) {
    long end = memory.size() - Integer.BYTES;
    for (long at = memory.hiddenBytes() + random.nextInt(spacing);
        at <= end;
        at += 1 + random.nextInt(2 * spacing)) {
      memory.putInt(at, random.nextBoolean() ? random.nextInt() : -random.nextInt(2));
    }
  }
}
