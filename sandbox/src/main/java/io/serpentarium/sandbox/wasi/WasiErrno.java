package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.vfs.Errno;

/**
 * The numbers that preview1 has for what can go wrong.
 *
 * @see <a href="https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#errno">errno</a>
 */
final class WasiErrno {

  static final int SUCCESS = 0;

  private WasiErrno() {}

  static int of(Errno errno) {
    return switch (errno) {
      case EAGAIN -> 6;
      case EBADF -> 8;
      case EDQUOT -> 19;
      case EEXIST -> 20;
      case EFAULT -> 21;
      case EFBIG -> 22;
      case EILSEQ -> 25;
      case EINTR -> 27;
      case EINVAL -> 28;
      case EISDIR -> 31;
      case ELOOP -> 32;
      case EMFILE -> 33;
      case ENAMETOOLONG -> 37;
      case ENOENT -> 44;
      case ENOSPC -> 51;
      case ENOSYS -> 52;
      case ENOTDIR -> 54;
      case ENOTEMPTY -> 55;
      case ENOTSOCK -> 57;
      case ENOTSUP -> 58;
      case EPERM -> 63;
      case EROFS -> 69;
      case ESPIPE -> 70;
      case EXDEV -> 75;
    };
  }
}
