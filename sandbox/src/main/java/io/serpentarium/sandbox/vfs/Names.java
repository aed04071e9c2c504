package io.serpentarium.sandbox.vfs;

/** The rules for names and paths. */
final class Names {

  private Names() {}

  /** The length of one part of a path in bytes of UTF-8, when it is fit to be one. */
  static int nameBytes(String name) throws ErrnoException {
    return measure(name, FileSystem.MAX_NAME_BYTES);
  }

  /** The length of a path in bytes of UTF-8, when it is fit to be one. */
  static int pathBytes(String path) throws ErrnoException {
    if (path.isEmpty()) {
      throw new ErrnoException(Errno.ENOENT);
    }
    return measure(path, FileSystem.MAX_PATH_BYTES);
  }

  static boolean isDot(String name) {
    return name.equals(".") || name.equals("..");
  }

  private static int measure(String text, int most) throws ErrnoException {
    int bytes = 0;
    for (int at = 0; at < text.length(); ) {
      int codePoint = text.codePointAt(at);
      at += Character.charCount(codePoint);
      bytes += utf8Bytes(codePoint);
    }
    if (bytes > most) {
      throw new ErrnoException(Errno.ENAMETOOLONG);
    }
    return bytes;
  }

  private static int utf8Bytes(int codePoint) throws ErrnoException {
    if (codePoint == 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    if (codePoint < 0x80) {
      return 1;
    }
    if (codePoint < 0x800) {
      return 2;
    }
    if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
      throw new ErrnoException(Errno.EILSEQ);
    }
    return codePoint < 0x10000 ? 3 : 4;
  }
}
