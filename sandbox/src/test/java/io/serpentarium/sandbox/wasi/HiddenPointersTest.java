package io.serpentarium.sandbox.wasi;

import static io.serpentarium.sandbox.wasi.WasiFixture.BUFFER;
import static io.serpentarium.sandbox.wasi.WasiFixture.HIDDEN_BYTES;
import static io.serpentarium.sandbox.wasi.WasiFixture.OUT;
import static io.serpentarium.sandbox.wasi.WasiFixture.SUCCESS;
import static io.serpentarium.sandbox.wasi.WasiFixture.VECTORS;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.vfs.Errno;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Pointers to the beginning of the memory, which the host must not touch, as each pointer of each
 * function: EFAULT, unless they are of no bytes.
 */
final class HiddenPointersTest {

  private static final int TRIES = 400;
  private static final String POINTERS = "PVSBO";
  private static final String LENGTHS = "LNRC";
  private static final List<Long> HIDDEN =
      List.of(0L, 1L, 8L, 4_095L, 4_096L, HIDDEN_BYTES - 8L, HIDDEN_BYTES - 1L);

  /** Functions that use none of their pointers: there are no sockets and no arguments. */
  private static final String WITHOUT_USE = "sock_.*|(args|environ)_get";

  static Stream<Arguments> pointers() {
    return new WasiFixture()
        .functions.keySet().stream()
            .filter(name -> !name.matches(WITHOUT_USE))
            .flatMap(name -> pointersOf(name).mapToObj(index -> Arguments.of(name, index)));
  }

  private static IntStream pointersOf(String name) {
    String roles = Roles.of(name);
    return IntStream.range(0, roles.length()).filter(i -> POINTERS.indexOf(roles.charAt(i)) >= 0);
  }

  @ParameterizedTest
  @MethodSource("pointers")
  void answerEfault(String name, int pointer) {
    Random random = new Random(name.hashCode() + pointer);
    int faults = 0;
    for (int i = 0; i < TRIES; i++) {
      WasiFixture guest = new WasiFixture();
      WasiFuzzTest.furnish(guest);
      long[] arguments = new HostileArguments(random, guest.memory).of(Roles.of(name));
      arguments[pointer] = HIDDEN.get(random.nextInt(HIDDEN.size()));
      long answer = guest.call(name, arguments);
      faults += answer == WasiFixture.of(Errno.EFAULT) ? 1 : 0;
      if (answer == SUCCESS) {
        assertThat(isOfNoBytes(Roles.of(name), pointer, arguments)).isTrue();
      }
    }
    assertThat(faults).isPositive();
  }

  private static boolean isOfNoBytes(String roles, int pointer, long[] arguments) {
    int next = pointer + 1;
    return next < arguments.length
        && LENGTHS.indexOf(roles.charAt(next)) >= 0
        && arguments[next] == 0;
  }

  @ParameterizedTest
  @CsvSource({"fd_write, 1", "fd_read, 0"})
  void inAVectorToo(String name, int stream) {
    WasiFixture guest = new WasiFixture();
    guest.streams.input = new byte[100];
    for (long hidden : HIDDEN) {
      guest.vectors(BUFFER, 4, hidden, 4);
      assertThat(guest.call(name, stream, VECTORS, 2, OUT)).isEqualTo(WasiFixture.of(Errno.EFAULT));
      guest.vectors(BUFFER, 4, hidden, 0);
      assertThat(guest.call(name, stream, VECTORS, 2, OUT)).isEqualTo(SUCCESS);
      assertThat(guest.out()).isEqualTo(4);
    }
  }
}
