package io.serpentarium.sandbox.wasi;

import static io.serpentarium.sandbox.wasi.WasiFixture.BUFFER;
import static io.serpentarium.sandbox.wasi.WasiFixture.MEMORY_BYTES;
import static io.serpentarium.sandbox.wasi.WasiFixture.PATH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.serpentarium.sandbox.engine.FunctionType.ValueType;
import io.serpentarium.sandbox.engine.HostFunction;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a guest passes, it is answered with an errno. */
final class HostileArgumentsTest {

  private static final int CALLS = 200_000;
  private static final int CALLS_OF_ONE_GUEST = 500;
  private static final int LAST_ERRNO = 76;
  private static final long[] WORDS = {
    0,
    1,
    2,
    3,
    4,
    5,
    7,
    8,
    64,
    1024,
    1L << 31,
    (1L << 31) - 1,
    (1L << 32) - 1,
    MEMORY_BYTES - 1,
    MEMORY_BYTES,
    MEMORY_BYTES + 1,
    MEMORY_BYTES - 8,
    PATH,
    BUFFER
  };
  private static final long[] LONGS = {
    0,
    1,
    -1,
    1L << 31,
    (1L << 32) - 1,
    1L << 62,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    WasiFixture.READ | WasiFixture.WRITE
  };
  private static final List<String> PATHS =
      List.of("sandbox/a", "sandbox", "..", "/", "lib/python3.13/os.py", "tmp/../sandbox/b", "\0");

  private final Random random = new Random(20_251_123);
  private int exits;
  private int successes;

  @Test
  void everyCallIsAnsweredWithAnErrno() {
    for (int done = 0; done < CALLS; done += CALLS_OF_ONE_GUEST) {
      attack(new WasiFixture());
    }
    assertThat(exits).isPositive();
    assertThat(successes).isGreaterThan(CALLS / 20);
  }

  private void attack(WasiFixture guest) {
    List<HostFunction> functions = guest.host.functions();
    guest.streams.input = new byte[100_000];
    for (int i = 0; i < CALLS_OF_ONE_GUEST; i++) {
      if (i % 16 == 0) {
        scribble(guest);
      }
      attack(functions.get(random.nextInt(functions.size())));
    }
  }

  private void scribble(WasiFixture guest) {
    byte[] noise = new byte[64];
    random.nextBytes(noise);
    guest.memory.write(random.nextInt(MEMORY_BYTES - 64), noise, 0, noise.length);
    guest.put(PATH, PATHS.get(random.nextInt(PATHS.size())));
    guest.streams.readable = random.nextBoolean();
    guest.streams.interrupted = random.nextBoolean();
  }

  private void attack(HostFunction function) {
    long[] arguments = function.type().parameters().stream().mapToLong(this::argument).toArray();
    try {
      long errno = function.body().call(arguments.clone());
      assertThat(errno).as(function.name()).isBetween(0L, (long) LAST_ERRNO);
      successes += errno == 0 ? 1 : 0;
    } catch (ProcessExit e) {
      assertThat(function.name()).isEqualTo("proc_exit");
      exits++;
    } catch (RuntimeException e) {
      fail(function.name() + Arrays.toString(arguments), e);
    }
  }

  private long argument(ValueType type) {
    if (random.nextInt(8) == 0) {
      long bits = random.nextLong();
      return type == ValueType.I64 ? bits : bits >>> 32;
    }
    long[] choices = type == ValueType.I64 ? LONGS : WORDS;
    return choices[random.nextInt(choices.length)];
  }
}
