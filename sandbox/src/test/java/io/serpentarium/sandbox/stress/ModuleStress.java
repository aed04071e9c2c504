package io.serpentarium.sandbox.stress;

import io.serpentarium.sandbox.engine.Engine;
import io.serpentarium.sandbox.engine.GuestThreads;
import io.serpentarium.sandbox.engine.Instance;
import io.serpentarium.sandbox.engine.Trap;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** Kills small instances, in whatever they do, while others give right answers. */
final class ModuleStress {

  private static final List<String> DOINGS =
      List.of(
          "spin",
          "write",
          "read",
          "random",
          "clock",
          "poll",
          "grow",
          "recurse",
          "arguments",
          "describe",
          "list",
          "file",
          "tree");
  private static final long MOST_DELAY_NANOS = 300_000;

  private final Latencies latencies = new Latencies();
  private final Victims victims;

  private ModuleStress(Victims victims) {
    this.victims = victims;
  }

  /**
   * Runs it.
   *
   * @param engine with the capability KILL
   * @param kills shared by the pairs of a guest's thread and its killer
   */
  static Latencies run(Engine engine, byte[] wasm, int kills, int pairs) throws Exception {
    try (var module = engine.compile(wasm)) {
      ModuleStress stress = new ModuleStress(new Victims(module));
      stress.runPairs(kills / pairs, pairs);
      return stress.latencies;
    }
  }

  private static final class Victim {
    final Instance instance;
    volatile long killedAt;

    Victim(Instance instance) {
      this.instance = instance;
    }

    void kill() {
      killedAt = System.nanoTime();
      instance.kill();
    }
  }

  private void runPairs(int each, int pairs) throws Exception {
    try (ExecutorService threads = Executors.newCachedThreadPool(GuestThreads.factory())) {
      List<Future<Boolean>> all = new ArrayList<>();
      for (int i = 0; i < pairs; i++) {
        SynchronousQueue<Victim> queue = new SynchronousQueue<>();
        all.add(threads.submit(killer(queue, each)));
        all.add(threads.submit(() -> guests(queue, each)));
      }
      for (Future<Boolean> one : all) {
        one.get();
      }
    }
  }

  private static Callable<Boolean> killer(SynchronousQueue<Victim> queue, int times) {
    return () -> {
      for (int i = 0; i < times; i++) {
        Victim victim = queue.take();
        long delay = ThreadLocalRandom.current().nextLong(-MOST_DELAY_NANOS, MOST_DELAY_NANOS);
        LockSupport.parkNanos(delay);
        victim.kill();
      }
      return true;
    };
  }

  private boolean guests(SynchronousQueue<Victim> queue, int times) throws InterruptedException {
    try (Instance neighbour = victims.make()) {
      for (int i = 0; i < times; i++) {
        try (Instance instance = victims.make()) {
          Victim victim = new Victim(instance);
          queue.put(victim);
          die(victim, DOINGS.get(i % DOINGS.size()));
        }
        requireRight(neighbour, 1 + i % 1_000);
      }
    }
    return true;
  }

  private void die(Victim victim, String doing) {
    try {
      victim.instance.call(doing);
    } catch (Trap trap) {
      if (trap.kind() == Trap.Kind.KILLED) {
        latencies.add(System.nanoTime() - victim.killedAt);
        return;
      }
      throw new AssertionError(doing, trap);
    }
    throw new AssertionError(doing + " returned");
  }

  private static void requireRight(Instance neighbour, int n) {
    int sum = neighbour.call("sum", n);
    if (sum != n * (n - 1) / 2) {
      throw new AssertionError("the sum below %d is not %d".formatted(n, sum));
    }
  }
}
