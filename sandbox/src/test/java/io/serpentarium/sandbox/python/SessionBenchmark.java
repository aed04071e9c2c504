package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.engine.TestEngines;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a session does, each thing by itself. {@code sandbox/benchmark} runs it. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
@SuppressWarnings("NullAway") // the tool calls what sets the fields
public class SessionBenchmark {

  private static final Limits LIMITS =
      new Limits(Duration.ofHours(1), Duration.ofHours(1), 128 << 20, 4 << 20, 64 << 20);

  /** Made for the benchmark tool. */
  public SessionBenchmark() {}

  private static ExecutionResult run(Session session, String code) {
    ExecutionResult result = SandboxExtension.run(session, code);
    if (result.outcome() instanceof Outcome.Completed
        || result.outcome() instanceof Outcome.Exited) {
      return result;
    }
    throw new AssertionError(result.outcome());
  }

  /** A sandbox on one engine. */
  @State(Scope.Benchmark)
  public static class House {

    /** The engine's configuration. */
    @Param({"jni/epoch", "jni/poll", "ffm/epoch", "ffm/poll"})
    public String engine = "";

    private Sandbox sandbox;

    /** Starts it. */
    @Setup
    public void open() {
      sandbox = SandboxExtension.start(TestEngines.named(engine), 16);
    }

    /** Closes it, with all of its sessions. */
    @TearDown
    public void close() {
      sandbox.close();
    }

    Session newSession() {
      return sandbox.open(SessionOptions.withLimits(LIMITS));
    }
  }

  /** A session that is used again and again. */
  @State(Scope.Benchmark)
  public static class Used {

    private Session session;

    /** Opens it, with some variables, a module and a file of 1 MiB. */
    @Setup
    public void open(House house) {
      session = house.newSession();
      run(session, "import os\nx = 1\ndef f(n): return n + 1");
      session.files().write("f", new byte[1 << 20]);
    }

    /** Closes it. */
    @TearDown
    public void close() {
      session.close();
    }
  }

  /** The same state with 1 MiB of data. */
  @State(Scope.Benchmark)
  public static class Laden {

    private Session session;

    /** Opens it. */
    @Setup
    public void open(House house) {
      session = house.newSession();
      run(session, "import os\ndata = bytes(range(256)) * 4096");
    }

    /** Closes it. */
    @TearDown
    public void close() {
      session.close();
    }
  }

  /** A session that goes on from a snapshot of its own. */
  @State(Scope.Benchmark)
  public static class Changed {

    private Session session;
    private Snapshot snapshot;

    /** Opens it. */
    @Setup
    public void open(House house) {
      session = house.newSession();
      run(session, "import os\nx = 1\ndef f(n): return n + 1");
      snapshot = session.snapshot();
    }

    /** Changes it. */
    @Setup(Level.Invocation)
    public void change() {
      run(session, "import json\nx = [f(n) for n in range(100)]");
    }

    /** Closes it. */
    @TearDown
    public void close() {
      session.close();
    }
  }

  /** A session for each call. */
  @State(Scope.Benchmark)
  public static class New {

    private Session session;

    /** Opens it. */
    @Setup(Level.Invocation)
    public void open(House house) {
      session = house.newSession();
    }

    /** Closes it. */
    @TearDown(Level.Invocation)
    public void close() {
      session.close();
    }
  }

  /** A loop that runs. */
  @State(Scope.Benchmark)
  public static class Looping {

    private Execution execution;

    /** Starts it. */
    @Setup(Level.Invocation)
    public void start(Used used) {
      execution =
          Sessions.startReady(used.session, ExecutionRequest.cell("print(1)\nwhile True: pass"));
    }
  }

  /** A session that is awake. */
  @State(Scope.Benchmark)
  public static class Awake {

    /** Wakes it. */
    @Setup(Level.Invocation)
    public void wake(Used used) {
      run(used.session, "x");
    }
  }

  /** A session that hibernates. */
  @State(Scope.Benchmark)
  public static class Asleep {

    /** Sends it to sleep. */
    @Setup(Level.Invocation)
    public void hibernate(Used used) {
      used.session.hibernate();
    }
  }

  /** Sessions that a benchmark has made. */
  @State(Scope.Benchmark)
  public static class Made {

    private List<Session> sessions = List.of();

    /** Closes them. */
    @TearDown(Level.Invocation)
    public void close() {
      sessions.forEach(Session::close);
    }
  }

  /** Opens a session. */
  @Benchmark
  public void newSession(House house, Made made) {
    made.sessions = List.of(house.newSession());
  }

  /** The first execution of a session. */
  @Benchmark
  public ExecutionResult firstExecute(New fresh) {
    return run(fresh.session, "x = 1");
  }

  /** One more execution. */
  @Benchmark
  public ExecutionResult execute(Used used) {
    return run(used.session, "x += 1");
  }

  /** Prints 1 MiB. */
  @Benchmark
  public ExecutionResult print1MiB(Used used) {
    return run(used.session, "print('x' * (1 << 20))");
  }

  /** Reads a file of 1 MiB. */
  @Benchmark
  public ExecutionResult read1MiB(Used used) {
    return run(used.session, "with open('f', 'rb') as f: n = len(f.read())");
  }

  /** Imports what no session has imported yet, from the image of the library. */
  @Benchmark
  public ExecutionResult importFromImage(New fresh) {
    return run(fresh.session, "import colorsys, fractions");
  }

  /** From Ctrl-C to the answer. */
  @Benchmark
  public ExecutionResult interrupt(Looping looping) {
    looping.execution.interrupt();
    return SandboxExtension.await(looping.execution);
  }

  /** Forks a session. */
  @Benchmark
  public void fork(Used used, Made made) {
    made.sessions = used.session.fork(1);
  }

  /** Forks a session with 1 MiB of data. */
  @Benchmark
  public void fork1MiB(Laden laden, Made made) {
    made.sessions = laden.session.fork(1);
  }

  /** An execution that ends its instance, and the session as it was before. */
  @Benchmark
  public ExecutionResult rollBack(Used used) {
    return run(used.session, "os._exit(1)");
  }

  /** Puts a session back into the state of a snapshot. */
  @Benchmark
  public void restore(Changed changed) {
    changed.session.restore(changed.snapshot);
  }

  /** Sends a session to sleep. */
  @Benchmark
  public void hibernate(Used used, Awake awake) {
    used.session.hibernate();
  }

  /** Wakes a session by an execution. */
  @Benchmark
  public ExecutionResult wake(Used used, Asleep asleep) {
    return run(used.session, "x");
  }
}
