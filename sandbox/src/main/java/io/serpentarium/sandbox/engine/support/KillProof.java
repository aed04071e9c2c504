package io.serpentarium.sandbox.engine.support;

import io.serpentarium.sandbox.engine.CompiledModule;
import io.serpentarium.sandbox.engine.EngineException;
import io.serpentarium.sandbox.engine.Instance;
import io.serpentarium.sandbox.engine.Trap;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Kills one loop, so that an engine whose compiler takes polls for superfluous never runs a guest.
 */
public final class KillProof {

  private static final String LOOP = "loop";
  private static final long RUNNING = PollingPage.BYTES;
  private static final long ENDED = PollingPage.BYTES + Integer.BYTES;

  /**
   * A module of one function: says that it runs, counts 2³² times around a loop that does nothing
   * else but poll, which takes seconds, and says that it has ended.
   */
  private static final byte[] MODULE =
      module(
          section(1, 1, 0x60, 0, 0), // a type without parameters and results
          section(3, 1, 0), // a function of that type
          section(5, 1, 1, 2, 2), // a memory of two pages
          section(7, 2, export("memory", 2), export(LOOP, 0)),
          section(
              10,
              1,
              sized(
                  bytes(1, 1, 0x7f), // one local of i32
                  poll(0),
                  storeOne(RUNNING),
                  bytes(0x03, 0x40), // loop
                  poll(1),
                  bytes(0x20, 0, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0), // local - 1, again unless zero
                  bytes(0x0b),
                  storeOne(ENDED),
                  bytes(0x0b))));

  private KillProof() {}

  /** Compiles a module for the engine. */
  @FunctionalInterface
  public interface Compiler {
    CompiledModule compile(byte[] wasm);
  }

  /**
   * Kills a loop.
   *
   * @param threadStackBytes the stack that a thread needs for an instance
   * @throws EngineException if the loop went on
   */
  public static void run(Compiler compiler, long threadStackBytes) {
    FutureTask<Boolean> proof = new FutureTask<>(() -> kills(compiler, threadStackBytes));
    onThread(proof, threadStackBytes);
    if (!result(proof)) {
      throw new EngineException("this engine does not end a loop that polls", null);
    }
  }

  private static boolean kills(Compiler compiler, long threadStackBytes) {
    try (CompiledModule module = compiler.compile(MODULE);
        Instance instance = module.instantiate(List.of())) {
      FutureTask<Boolean> loop = new FutureTask<>(() -> traps(instance));
      onThread(loop, threadStackBytes);
      while (!isRunning(instance) && !loop.isDone()) {
        Thread.onSpinWait();
      }
      instance.kill();
      return result(loop) && instance.memory().getInt(ENDED) == 0;
    }
  }

  private static boolean isRunning(Instance instance) {
    AtomicBoolean running = new AtomicBoolean();
    instance.whileAlive(() -> running.set(instance.memory().getInt(RUNNING) != 0));
    return running.get();
  }

  private static boolean traps(Instance instance) {
    try {
      instance.call(LOOP);
      return false;
    } catch (Trap e) {
      return e.kind() == Trap.Kind.KILLED;
    }
  }

  private static void onThread(Runnable work, long stackBytes) {
    Thread thread = new Thread(null, work, "kill-proof", stackBytes);
    thread.setDaemon(true);
    thread.start();
  }

  private static boolean result(FutureTask<Boolean> task) {
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new EngineException("no loop could be run to be killed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException("interrupted while a loop was to be killed", e);
    }
  }

  private static byte[] module(byte[]... sections) {
    return bytes(0, 'a', 's', 'm', 1, 0, 0, 0, bytes((Object[]) sections));
  }

  private static byte[] section(int number, Object... content) {
    return bytes(number, sized(content));
  }

  private static byte[] export(String name, int kind) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    return bytes(sized(new Object[] {utf8}), kind, 0);
  }

  private static byte[] poll(int offset) {
    return bytes(0x41, 0, 0x2d, 0, offset, 0x1a);
  }

  /** {@code i32.const 0; i32.const 1; i32.store address}. */
  private static byte[] storeOne(long address) {
    return bytes(0x41, 0, 0x41, 1, 0x36, 2, number(address));
  }

  private static byte[] sized(Object... content) {
    byte[] all = bytes(content);
    return bytes(number(all.length), all);
  }

  private static byte[] number(long value) {
    return value < 0x80
        ? bytes((int) value)
        : bytes((int) (value & 0x7f) | 0x80, number(value >> 7));
  }

  /** Concatenates single bytes and arrays of bytes. */
  private static byte[] bytes(Object... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Object part : parts) {
      if (part instanceof byte[] several) {
        all.writeBytes(several);
      } else if (part instanceof Character letter) {
        all.write(letter);
      } else {
        all.write((Integer) part);
      }
    }
    return all.toByteArray();
  }
}
