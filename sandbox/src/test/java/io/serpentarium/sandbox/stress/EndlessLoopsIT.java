package io.serpentarium.sandbox.stress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.engine.TestEngine;
import io.serpentarium.sandbox.engine.TestEngines;
import io.serpentarium.sandbox.python.PythonSandbox;
import io.serpentarium.sandbox.python.PythonSandboxOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of endless loop in {@code loops.py} is killed in time on every engine that kills, and
 * leaves a session that works. A build runs some of them on each engine; {@code
 * -Dendless.loops=all} runs all.
 */
@TestInstance(Lifecycle.PER_CLASS)
@EnabledOnOs(OS.LINUX)
@Timeout(120)
final class EndlessLoopsIT {

  /** Begins each program of the resource; its line goes on with the name. */
  private static final Pattern TITLE = Pattern.compile("(?m)^#: ");

  private static final Path CACHE =
      Path.of(System.getProperty("java.io.tmpdir"), "serpentarium-test-cache");
  private static final Duration LIMIT = Duration.ofMillis(300);

  /** What a machine that is busy with other tests may add; a loop that is not killed takes ever. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final boolean ALL = "all".equals(System.getProperty("endless.loops"));

  /** One in so many is part of the sample; each engine has others. */
  private static final int SAMPLE = 8;

  private static final String HEEDLESS =
      "import signal\nsignal.signal(signal.SIGINT, lambda *a: None)\n";

  private static final Map<String, String> LOOPS = read();

  private final Map<TestEngine, Sandbox> sandboxes = new HashMap<>();

  @AfterAll
  void close() {
    sandboxes.values().forEach(Sandbox::close);
  }

  Stream<Arguments> loops() {
    return TestEngines.killing().stream()
        .flatMap(engine -> loops(engine).map(loop -> Arguments.of(engine, loop)));
  }

  private static Stream<String> loops(TestEngine engine) {
    List<String> names = List.copyOf(LOOPS.keySet());
    int first = Math.floorMod(engine.toString().hashCode(), SAMPLE);
    return ALL
        ? names.stream()
        : Stream.iterate(first, at -> at < names.size(), at -> at + SAMPLE).map(names::get);
  }

  @ParameterizedTest
  @MethodSource("loops")
  void loopIsKilledInTime(TestEngine engine, String name) {
    engine.adapter().require();
    Limits limits = new Limits(LIMIT, Duration.ofMinutes(10), 256 << 20, 1 << 20, 1 << 20);
    Sandbox sandbox = sandboxes.computeIfAbsent(engine, EndlessLoopsIT::open);
    try (Session session = sandbox.open(SessionOptions.withLimits(limits))) {
      ExecutionResult result = run(session, HEEDLESS + LOOPS.get(name));
      assertThat(result.outcome()).isEqualTo(new Outcome.LimitExceeded(Limit.WALL_TIME));
      assertThat(result.usage().wallTime()).isBetween(LIMIT, LIMIT.plus(PATIENCE));
      assertThat(result.sessionState()).isEqualTo(SessionFate.ROLLED_BACK);
      assertThat(run(session, "print(6 * 7)").stdout()).isEqualTo("42\n");
    }
  }

  private static Sandbox open(TestEngine engine) {
    return new PythonSandbox(
        engine.open(CACHE), PythonSandboxOptions.withCache(CACHE).withPoolSize(2));
  }

  @Test
  void thereAreLoopsOfManyKinds() {
    assertThat(LOOPS).hasSizeGreaterThan(60);
  }

  private static ExecutionResult run(Session session, String code) {
    return session.execute(ExecutionRequest.cell(code)).result().toCompletableFuture().join();
  }

  private static Map<String, String> read() {
    try (InputStream in = EndlessLoopsIT.class.getResourceAsStream("loops.py")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
      Map<String, String> loops = new LinkedHashMap<>();
      for (String each : TITLE.split(text, -1)) {
        int end = each.indexOf('\n');
        loops.put(each.substring(0, end), each.substring(end + 1));
      }
      loops.remove(loops.keySet().iterator().next());
      return loops;
    } catch (IOException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
