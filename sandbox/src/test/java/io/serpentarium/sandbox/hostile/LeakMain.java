package io.serpentarium.sandbox.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.SandboxStatistics;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.engine.TestEngines;
import java.time.Duration;

/**
 * Makes, uses and closes sessions in a JVM of its own, and fails when the process has grown. Its
 * heap must be fixed and touched, or the heap's growth would hide what leaks beside it.
 */
final class LeakMain {

  /** In how many sessions one ends by each violent way. */
  private static final int ABORT_EACH = 10;

  private static final int EXIT_EACH = 25;
  private static final int KILL_EACH = 200;
  private static final int FAILING_EACH = 7;

  private static final String USE =
      """
      import json, random
      data = [random.random() for _ in range(1000)]
      open("kept.txt", "w").write(json.dumps(data))
      held = open("kept.txt")
      print(len(held.read()))
      """;

  private static final String SWALLOW =
      """
      while True:
          try:
              while True: pass
          except BaseException: pass
      """;

  private LeakMain() {}

  /** Takes an engine's name and the number of sessions, of which a fifth are the warm-up. */
  public static void main(String[] arguments) throws Exception {
    int times = Integer.parseInt(arguments[1]);
    try (Sandbox sandbox = HostileSandbox.start(TestEngines.named(arguments[0]))) {
      run(sandbox, times / 5);
      Footprint before = footprint(sandbox);
      System.out.println(before);
      for (int round = 0; round < 4; round++) {
        run(sandbox, times / 5);
        System.out.println(footprint(sandbox));
      }
      assertFlat(before, footprint(sandbox));
    }
  }

  private static void run(Sandbox sandbox, int sessions) {
    for (int i = 0; i < sessions; i++) {
      try (Session session = sandbox.open(SessionOptions.withLimits(Limits.DEFAULT))) {
        use(session, i);
      }
    }
  }

  private static void use(Session session, int number) {
    assertThat(Attack.execute(session, USE).outcome()).isInstanceOf(Outcome.Completed.class);
    if (number % FAILING_EACH == 0) {
      expect(session, "1 / 0", Outcome.Raised.class);
    }
    if (number % KILL_EACH == 0) {
      kill(session);
    } else if (number % EXIT_EACH == 0) {
      expect(session, "import os; os._exit(1)", Outcome.Exited.class);
    } else if (number % ABORT_EACH == 0) {
      expect(session, "import os; os.abort()", Outcome.Crashed.class);
    }
  }

  private static void expect(Session session, String code, Class<? extends Outcome> outcome) {
    assertThat(Attack.execute(session, code).outcome()).isInstanceOf(outcome);
  }

  private static void kill(Session session) {
    Limits all = session.limits();
    Limits brief =
        new Limits(
            Duration.ofMillis(20),
            all.cpuTime(),
            all.memoryBytes(),
            all.outputBytes(),
            all.diskBytes());
    Attack.await(
        session.execute(ExecutionRequest.cell(SWALLOW).withLimits(brief)), brief.wallTime());
  }

  private static Footprint footprint(Sandbox sandbox) throws Exception {
    await().atMost(Duration.ofMinutes(1)).until(() -> isAtRest(sandbox.statistics()));
    return Footprint.now();
  }

  private static boolean isAtRest(SandboxStatistics statistics) {
    return statistics.sessions() == 0 && statistics.poolReady() == statistics.poolTarget();
  }

  /** Within a twentieth; the slack is for the JVM's own doings. */
  private static void assertFlat(Footprint before, Footprint after) {
    assertThat(after.callbacks()).isLessThanOrEqualTo(before.callbacks());
    assertThat(after.threads()).isLessThanOrEqualTo(grown(before.threads(), 4));
    assertThat(after.descriptors()).isLessThanOrEqualTo(grown(before.descriptors(), 4));
    assertThat(after.mappings()).isLessThanOrEqualTo(grown(before.mappings(), 20));
    assertThat(after.residentKib()).isLessThanOrEqualTo(grown(before.residentKib(), 8 << 10));
    assertThat(after.heapKib()).isLessThanOrEqualTo(grown(before.heapKib(), 2 << 10));
  }

  private static long grown(long before, long slack) {
    return before + before / 20 + slack;
  }
}
