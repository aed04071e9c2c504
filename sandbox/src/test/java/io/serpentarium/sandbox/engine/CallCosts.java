package io.serpentarium.sandbox.engine;

import static io.serpentarium.sandbox.engine.Guests.function;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** What the crossing between host and guest costs, in microseconds. */
public final class CallCosts implements AutoCloseable {

  private static final int CALLS = 10_000;

  private final Engine engine;
  private final CompiledModule module;
  private final Instance instance;

  /** Opens an engine of its own. */
  public CallCosts(TestEngine configuration, Path cache) throws Exception {
    this.engine = configuration.open(cache);
    this.module = engine.compile(configuration.assemble(Guests.text("calls")));
    this.instance =
        GuestThreads.run(
            () -> module.instantiate(List.of(function("host", 1, arguments -> arguments[0]))));
  }

  /** Of a call into the guest, measured so many times. */
  public double[] exportCalls(int rounds) throws Exception {
    return measure(
        rounds,
        () -> {
          for (int i = 0; i < CALLS; i++) {
            instance.call("same", i);
          }
        });
  }

  /** Of a call from the guest to the host, measured so many times. */
  public double[] hostCalls(int rounds) throws Exception {
    return measure(rounds, () -> instance.call("repeat", CALLS));
  }

  private static double[] measure(int rounds, Runnable calls) throws Exception {
    return GuestThreads.run(
        () -> IntStream.range(0, rounds).mapToDouble(i -> microsecondsEach(calls)).toArray());
  }

  private static double microsecondsEach(Runnable calls) {
    long start = System.nanoTime();
    calls.run();
    return (System.nanoTime() - start) / 1e3 / CALLS;
  }

  @Override
  public void close() {
    instance.close();
    module.close();
    engine.close();
  }
}
