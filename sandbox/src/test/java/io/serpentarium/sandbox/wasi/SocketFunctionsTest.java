package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.vfs.Errno;
import org.junit.jupiter.api.Test;

final class SocketFunctionsTest {

  private final WasiFixture guest = new WasiFixture();

  @Test
  void noDescriptorIsASocket() {
    for (int number = 0; number <= WasiFixture.ROOT; number++) {
      allAnswer(Errno.ENOTSOCK, number);
    }
    allAnswer(Errno.ENOTSOCK, guest.create("sandbox/a"));
  }

  @Test
  void closedDescriptorsAreBad() {
    allAnswer(Errno.EBADF, 4);
    allAnswer(Errno.EBADF, (1L << 32) - 1);
  }

  private void allAnswer(Errno errno, long number) {
    guest.fails(errno, "sock_accept", number, 0, 0);
    guest.fails(errno, "sock_recv", number, 0, 0, 0, 0, 0);
    guest.fails(errno, "sock_send", number, 0, 0, 0, 0);
    guest.fails(errno, "sock_shutdown", number, 0);
  }
}
