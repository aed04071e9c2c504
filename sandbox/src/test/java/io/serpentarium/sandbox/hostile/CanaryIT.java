package io.serpentarium.sandbox.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.engine.TestEngine;
import java.security.SecureRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * What one session wrote is nowhere in the next one. {@code -Dcanary.sessions=10000} for the long
 * run.
 */
@ParameterizedClass
@FieldSource("io.serpentarium.sandbox.engine.TestEngines#ALL")
final class CanaryIT {

  private static final int SESSIONS = Integer.getInteger("canary.sessions", 70);

  private static final String HIDE =
      """
      import builtins, os, sys
      bird = bytes.fromhex(seed) * (1 << 17)
      copies = [bytearray(bird), memoryview(bytes(bird)), bird.decode("latin-1")]
      builtins.bird = sys.bird = sys.modules["bird"] = bird
      os.environ["BIRD"] = bird[:64].hex()
      for path in ("/sandbox/bird", "/tmp/bird"):
          with open(path, "wb") as f:
              f.write(bird)
      held = open("/sandbox/bird", "rb+")
      os.unlink("/sandbox/bird")
      os.write(1, bird[:10000])
      os.write(2, bird[:10000])
      sys.stdout.write("unfinished " + bird[:8].hex())
      """;

  private static final String SEEK =
      """
      import builtins, os, sys
      (
          [d for d in ("/", "/sandbox", "/tmp", "/lib") for d in os.listdir(d)],
          dict(os.environ),
          hasattr(builtins, "bird") or hasattr(sys, "bird") or "bird" in sys.modules,
      )
      """;

  private final ForgingEngine engine;
  private final Sandbox sandbox;
  private final SecureRandom random = new SecureRandom();

  CanaryIT(TestEngine engine) {
    this.engine = new ForgingEngine(HostileSandbox.open(engine));
    this.sandbox = HostileSandbox.startWithoutPool(this.engine);
  }

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void nextSessionDoesNotFindIt() {
    String seen = seek(new Canary(random.nextLong()));
    for (int i = 0; i < SESSIONS; i++) {
      Canary canary = new Canary(random.nextLong());
      hide(canary);
      assertThat(seek(canary)).isEqualTo(seen);
    }
  }

  private void hide(Canary canary) {
    try (Session session = open()) {
      ExecutionResult result = Attack.execute(session, "seed = '" + canary.hex() + "'\n" + HIDE);
      assertThat(result.outcome()).isInstanceOf(Outcome.Completed.class);
      assertThat(canary.occurrencesIn(engine.last().memory())).isGreaterThan(3 << 17);
    }
  }

  /** Looks for it in a new session, which answers what it sees of its own world. */
  private String seek(Canary canary) {
    try (Session session = open()) {
      assertThat(canary.occurrencesIn(engine.last().memory())).isZero();
      ExecutionResult result = Attack.execute(session, SEEK);
      assertThat(canary.occurrencesIn(engine.last().memory())).isZero();
      assertThat(session.files().list()).isEmpty();
      assertThat(result.stdout() + result.stderr()).isEmpty();
      String seen = result.outcome().toString();
      assertThat(seen).startsWith("Completed").doesNotContain(canary.hex());
      return seen;
    }
  }

  private Session open() {
    return sandbox.open(SessionOptions.withLimits(Limits.DEFAULT));
  }
}
