package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.engine.CallCosts;
import io.serpentarium.sandbox.engine.Capability;
import io.serpentarium.sandbox.engine.CompiledModule;
import io.serpentarium.sandbox.engine.Engine;
import io.serpentarium.sandbox.engine.TestEngine;
import io.serpentarium.sandbox.engine.TestEngines;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The process of {@link EngineComparison} in which one engine is measured. It first tells how long
 * the engine and its module took; then every line of stdin is a {@link Measure#label}, answered by
 * a {@link Reply} in one line.
 */
final class EngineProbe implements AutoCloseable {

  private static final int MOST_SESSIONS = 10_000;

  private final PythonSandbox sandbox;
  private final Timings timings;
  private final CallCosts callCosts;
  private final LiveSessions live;
  private final Set<Capability> capabilities;

  private EngineProbe(TestEngine configuration, Path cache) throws Exception {
    Engine engine = configuration.open(cache);
    this.capabilities = engine.capabilities();
    this.sandbox =
        new PythonSandbox(
            engine, SandboxExtension.options().withPoolSize(0).withMaxSessions(MOST_SESSIONS));
    this.timings = new Timings(sandbox);
    this.callCosts = new CallCosts(configuration, cache);
    this.live = new LiveSessions(sandbox);
  }

  /** Takes the engine's name and the directory of its compile cache. */
  public static void main(String[] arguments) throws Exception {
    TestEngine engine = TestEngines.named(arguments[0]);
    Path cache = Path.of(arguments[1]);
    System.out.println(Reply.of(() -> Samples.of(ready(engine, cache))));
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String label = requests.readLine();
    if (label == null) {
      return;
    }
    try (EngineProbe probe = new EngineProbe(engine, cache)) {
      for (; label != null; label = requests.readLine()) {
        System.out.println(probe.answer(label));
      }
    }
  }

  private static double ready(TestEngine configuration, Path cache) {
    byte[] python = PythonArtifacts.load(TestEngine.sharedCache()).module();
    long start = System.nanoTime();
    Engine engine = configuration.open(cache);
    CompiledModule module = engine.compile(python);
    double millis = Timings.millisSince(start);
    module.close();
    engine.close();
    return millis;
  }

  private Reply answer(String label) {
    Measure measure =
        Stream.concat(Measure.timings().stream(), Measure.liveSessions().stream())
            .filter(each -> each.label().equals(label))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException(label));
    return Reply.of(() -> measure.work().take(this));
  }

  Timings timings() {
    return timings;
  }

  CallCosts callCosts() {
    return callCosts;
  }

  LiveSessions live() {
    return live;
  }

  /**
   * See {@link Timings#kills}.
   *
   * @throws UnsupportedOperationException when the engine ends such code at its deadline only
   */
  Samples kills(String code, int rounds) {
    if (!capabilities.contains(Capability.KILL)) {
      throw new UnsupportedOperationException("at the wall time only");
    }
    return timings.kills(code, rounds);
  }

  @Override
  public void close() {
    live.close();
    callCosts.close();
    sandbox.close();
  }
}
