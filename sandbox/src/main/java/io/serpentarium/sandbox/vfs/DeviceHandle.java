package io.serpentarium.sandbox.vfs;

/** A device found by a path. The handle holds no resources, and need not be closed. */
public record DeviceHandle(Device device, FileStat stat) implements Handle {

  @Override
  public void setTimes(TimesChange change) throws ErrnoException {
    throw new ErrnoException(Errno.EROFS);
  }

  @Override
  public void setMode(int mode) throws ErrnoException {
    throw new ErrnoException(Errno.EROFS);
  }

  @Override
  public void close() {}
}
