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
    table.add("sock_accept", "iii", this::refuse);
    table.add("sock_recv", "iiiiii", this::refuse);
    table.add("sock_send", "iiiii", this::refuse);
    table.add("sock_shutdown", "ii", this::refuse);
  }

  private void refuse(long[] a) throws ErrnoException {
    descriptors.get(a[0]);
    throw new ErrnoException(Errno.ENOTSOCK);
  }
}
