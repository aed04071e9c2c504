package io.serpentarium.sandbox.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.engine.Instance;
import io.serpentarium.sandbox.engine.TestEngine;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every word of guest memory that the host reads, forged on purpose: see RATIONALE's table "What if
 * a word of guest memory is hostile?".
 */
@ParameterizedClass
@FieldSource("io.serpentarium.sandbox.engine.TestEngines#ALL")
@TestInstance(Lifecycle.PER_CLASS)
final class ForgedControlIT {

  private static final long MEMORY = 64 << 20;
  private static final int OUTPUT = 1 << 16;
  private static final Limits BRIEF =
      new Limits(Duration.ofSeconds(2), Duration.ofSeconds(2), MEMORY, OUTPUT, 1 << 20);

  private static final int MEMORY_LIMIT = 20;

  /** Words of the control block that hold values, with the addresses that it gives of others. */
  private static final List<Integer> VALUES = List.of(0, 16, 24, 28, 32, 36, 40, 44, 48, 52, 56);

  private static final List<Integer> ADDRESSES = List.of(4, 8, 12, 60, 64);
  private static final int RESULT = 64;
  private static final int RESULT_WORDS = 11;

  private static final List<Integer> HOSTILE =
      List.of(0, 1, 2, 255, 1 << 20, (1 << 20) + 1, 0x00ff_fff0, Integer.MAX_VALUE, -1, -16);

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

  @Test
  void aForgedMemoryLimitGivesNoMemory() {
    try (Session session = sandbox.open(SessionOptions.withLimits(BRIEF))) {
      Attack.execute(session, "x = 1");
      engine.forge(
          new Forgery() {
            @Override
            public void before(String export, Instance instance) {
              instance.memory().putInt(control(instance) + MEMORY_LIMIT, 0xffff_0000);
            }
          });
      ExecutionResult result = attacked(session, "held = bytearray(100 << 20)");
      assertThat(result.outcome()).isNotInstanceOf(Outcome.Completed.class);
      assertThat(session.memoryBytes()).isLessThanOrEqualTo(MEMORY);
      assertThat(Attack.execute(session, "x").outcome()).isInstanceOf(Outcome.Completed.class);
    }
    assertThat(innocents.harm()).isEmpty();
  }

  static Stream<Arguments> words() {
    return HOSTILE.stream()
        .flatMap(
            value ->
                Stream.of(
                    VALUES.stream().map(word -> forgery("control", word, value)),
                    ADDRESSES.stream().map(word -> forgery("pointed", word, value)),
                    Stream.iterate(0, i -> i < RESULT_WORDS, i -> i + 1)
                        .map(i -> forgery("result", 4 * i, value)),
                    Stream.of(forgery("answer", 0, value))))
        .flatMap(each -> each);
  }

  private static Arguments forgery(String place, int word, int value) {
    return Arguments.of(place, word, value);
  }

  /** Written when the code has ended, as its last deed; the host then reads what it finds. */
  @ParameterizedTest
  @MethodSource("words")
  void aForgedWordHarmsOnlyItsOwner(String place, int word, int value) {
    try (Session session = sandbox.open(SessionOptions.withLimits(BRIEF))) {
      engine.forge(
          new Forgery() {
            @Override
            public int after(String export, int answer, Instance instance) {
              return export.equals("guest_execute")
                  ? forged(instance, place, word, value, answer)
                  : answer;
            }
          });
      ExecutionResult result = attacked(session, "print('x' * 100, end='')\n'value'");
      assertThat(result.stdout().length()).isLessThanOrEqualTo(OUTPUT);
      assertThat(session.memoryBytes()).isLessThanOrEqualTo(MEMORY);
      assertThat(Attack.execute(session, "1").outcome()).isNotNull();
    }
    assertThat(innocents.harm()).isEmpty();
  }

  private static int forged(Instance instance, String place, int word, int value, int answer) {
    GuestMemory memory = instance.memory();
    long control = control(instance);
    switch (place) {
      case "control" -> memory.putInt(control + word, value);
      case "pointed" -> memory.putInt(memory.getUnsignedInt(control + word), value);
      case "result" -> memory.putInt(memory.getUnsignedInt(control + RESULT) + word, value);
      default -> {
        return value;
      }
    }
    return answer;
  }

  private static long control(Instance instance) {
    return Integer.toUnsignedLong(instance.call("guest_control"));
  }

  private ExecutionResult attacked(Session session, String code) {
    try {
      return Attack.execute(session, code);
    } finally {
      engine.forge(new Forgery() {});
    }
  }
}
