package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.vfs.Errno;
import io.serpentarium.sandbox.vfs.ErrnoException;

/** No descriptor is a socket, and none can be made. */
final class SocketFunctions {

  private final DescriptorTable descriptors;

  SocketFunctions(DescriptorTable descriptors) {
    this.descriptors = descriptors;
  }

  void register(FunctionTable table) {
    table.add("sock_accept", "iii", a -> refuse(a[0]));
    table.add("sock_recv", "iiiiii", a -> refuse(a[0]));
    table.add("sock_send", "iiiii", a -> refuse(a[0]));
    table.add("sock_shutdown", "ii", a -> refuse(a[0]));
  }

  /**
   * Refuses whatever is asked of a socket.
   *
   * @throws ErrnoException EBADF or ENOTSOCK
   */
  private void refuse(long descriptor) throws ErrnoException {
    descriptors.get(descriptor);
    throw new ErrnoException(Errno.ENOTSOCK);
  }
}
