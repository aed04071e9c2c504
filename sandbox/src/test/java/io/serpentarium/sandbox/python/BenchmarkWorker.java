package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionFileException;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.engine.TestEngine;
import io.serpentarium.sandbox.engine.TestEngines;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A contestant of {@code zig/benchmark/contest.py}: runs programs of its set in one session, on the
 * engine that its first argument names. Its second is the folder of the set. Every line of stdin is
 * a request in JSON, answered by a line of stdout; {@code {"start": n}} opens and closes n
 * sessions.
 */
final class BenchmarkWorker {

  private static final Limits AMPLE =
      new Limits(Duration.ofMinutes(10), Duration.ofMinutes(10), 256L << 20, 16L << 20, 64L << 20);

  private final Sandbox sandbox;
  private final Session session;
  private final Path set;

  private BenchmarkWorker(Sandbox sandbox, Path set) {
    this.sandbox = sandbox;
    this.set = set;
    this.session = sandbox.open(SessionOptions.withLimits(AMPLE));
  }

  /** Takes the engine's name and the folder of the set. */
  public static void main(String[] arguments) throws IOException, SessionFileException {
    try (Sandbox sandbox =
        new PythonSandbox(
            TestEngines.named(arguments[0]).open(TestEngine.sharedCache()),
            SandboxExtension.options().withPoolSize(0))) {
      BenchmarkWorker worker = new BenchmarkWorker(sandbox, Path.of(arguments[1]));
      worker.copySet();
      System.out.println("ready");
      BufferedReader requests =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = requests.readLine(); line != null; line = requests.readLine()) {
        System.out.println(worker.answer(line));
      }
    }
  }

  private void copySet() throws IOException, SessionFileException {
    List<Path> paths;
    try (var walk = Files.walk(set)) {
      paths = walk.filter(Files::isRegularFile).toList();
    }
    for (Path path : paths) {
      session.files().write("set/" + set.relativize(path), Files.readAllBytes(path));
    }
  }

  private String answer(String request) {
    if (request.startsWith("{\"start\": ")) {
      return start(Integer.parseInt(request.replaceAll("\\D", "")));
    }
    Outcome outcome = run(request.replace(set.toString(), "/sandbox/set")).outcome();
    return outcome instanceof Outcome.Completed
        ? "ok"
        : ("failed " + outcome).replaceAll("\\s+", " ");
  }

  private ExecutionResult run(String request) {
    return SandboxExtension.run(
        session,
        ExecutionRequest.cell(
            """
            import json, sys
            if '/sandbox/set' not in sys.path: sys.path.insert(0, '/sandbox/set')
            import driver
            driver.run(**json.loads(r'''%s'''))
            """
                .formatted(request)));
  }

  private String start(int sessions) {
    for (int i = 0; i < sessions; i++) {
      try (Session opened = sandbox.open(SessionOptions.withLimits(AMPLE))) {
        SandboxExtension.run(opened, "pass");
      }
    }
    return "ok";
  }
}
