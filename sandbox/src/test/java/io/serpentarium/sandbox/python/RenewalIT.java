package io.serpentarium.sandbox.python;

import static io.serpentarium.sandbox.python.SandboxExtension.run;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionRequest.Mode;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.engine.GuestThreads;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Instances that serve one guest after another, in which nothing of the first is left. */
@OnEveryEngine
@ExtendWith(GuestThreads.class)
@Timeout(180)
final class RenewalIT {

  private static final int PAGE_BYTES = 4096;

  /** Of the C stack, where nothing is alive between two calls. */
  private static final int STACK_PAGES = (8 << 20) / PAGE_BYTES;

  private static final String SCRIBBLE =
      """
      import builtins, gc, json, os, random, re, sys
      bird = b"\\xc3canary\\x9e" * (1 << 9)
      copies = [bytearray(bird), bird.decode("latin-1")]
      builtins.bird = sys.bird = sys.modules["bird"] = bird
      os.environ["BIRD"] = "canary"
      random.seed(7)
      def deep(n): return n and deep(n - 1)
      deep(800)
      json.dumps = re.compile = None
      with open("/sandbox/bird", "wb") as f:
          f.write(bird)
      held = open("/sandbox/bird", "rb+")
      gc.disable()
      sys.stdout.write("unfinished")
      """;

  private final PythonSandbox sandbox;

  RenewalIT(Sandbox sandbox) {
    this.sandbox = (PythonSandbox) sandbox;
  }

  @Test
  void everyByteIsThatOfANewInstanceButForTheSeeds() {
    GuestFactory factory = sandbox.factory();
    Guest used = factory.make();
    used.instance().execute(SCRIBBLE, Mode.CELL, true);
    try (Guest renewed = used.renew().orElseThrow();
        Guest one = factory.make();
        Guest other = factory.make()) {
      byte[] fresh = content(one.memory());
      byte[] again = content(renewed.memory());
      BitSet seeds = differing(fresh, content(other.memory()));
      BitSet left = differing(fresh, again);
      left.andNot(seeds);
      left.clear(0, STACK_PAGES);
      assertThat(left.stream().toArray()).isEmpty();
      assertThat(seeds.cardinality()).isLessThan(20);
      assertThat(new String(again, ISO_8859_1)).doesNotContain("\u00c3canary\u009e");
      assertThat(renewed.files().files().list()).isEmpty();
    }
  }

  @Test
  void memoryThatHasGrownIsNotRenewed() {
    Guest used = sandbox.factory().make();
    used.instance().execute("data = bytearray(60 << 20)", Mode.CELL, true);
    assertThat(used.renew()).isEmpty();
  }

  @Test
  void nextSessionIsANewInterpreter() {
    for (int round = 0; round < 30; round++) {
      try (Session session = open()) {
        assertThat(
                run(
                        session,
                        "import sys, builtins, os, gc, random\n"
                            + "(hasattr(builtins, 'bird'), 'bird' in sys.modules, os.environ.get('BIRD'),"
                            + " os.listdir('/sandbox'), gc.isenabled(), random.getstate()[1][0] == 7)")
                    .outcome())
            .isEqualTo(new Outcome.Completed(Optional.of("(False, False, None, [], True, False)")));
        assertThat(run(session, SCRIBBLE).outcome()).isInstanceOf(Outcome.Completed.class);
      }
    }
  }

  @Test
  void executionOfAnEarlierSessionStopsNothing() {
    Session earlier = open();
    Execution ended = earlier.execute(ExecutionRequest.cell("1"));
    ended.result().toCompletableFuture().join();
    earlier.close();
    for (int round = 0; round < 10; round++) {
      try (Session session = open()) {
        Execution running =
            session.execute(ExecutionRequest.cell("sum(i for i in range(200_000))"));
        ended.interrupt();
        assertThat(running.result().toCompletableFuture().join().outcome())
            .isInstanceOf(Outcome.Completed.class);
      }
    }
  }

  @Test
  void killedInstanceIsNotRenewed() {
    for (int round = 0; round < 5; round++) {
      try (Session session = open()) {
        assertThat(run(session, "import os; os.abort()").sessionState())
            .isEqualTo(SessionFate.LOST);
      }
      try (Session session = open()) {
        assertThat(run(session, "6 * 7").outcome())
            .isEqualTo(new Outcome.Completed(Optional.of("42")));
      }
    }
  }

  private Session open() {
    return sandbox.open(SessionOptions.withLimits(Limits.DEFAULT).withoutRollBack());
  }

  private static byte[] content(GuestMemory memory) {
    return memory.fromSegment(segment -> segment.toArray(ValueLayout.JAVA_BYTE));
  }

  /** The pages in which two memories of one size differ. */
  private static BitSet differing(byte[] one, byte[] other) {
    assertThat(one).hasSameSizeAs(other);
    BitSet differing = new BitSet();
    for (int from = 0; from < one.length; from += PAGE_BYTES) {
      int end = Math.min(one.length, from + PAGE_BYTES);
      differing.set(from / PAGE_BYTES, !Arrays.equals(one, from, end, other, from, end));
    }
    return differing;
  }
}
