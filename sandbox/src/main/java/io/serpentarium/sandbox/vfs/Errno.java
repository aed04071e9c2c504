package io.serpentarium.sandbox.vfs;

/** The reason for which a call on a file system or on a descriptor is refused, by POSIX's names. */
public enum Errno {
  /** Nothing is there yet, and the descriptor does not wait. */
  EAGAIN,
  /** The handle is closed, or not open for this. */
  EBADF,
  /** The quota of bytes or inodes is used up. */
  EDQUOT,
  /** The name is taken. */
  EEXIST,
  /** An address outside the guest's memory. */
  EFAULT,
  /** The file would grow beyond {@link FileSystem#MAX_FILE_BYTES}. */
  EFBIG,
  /** A name that is no UTF-8. */
  EILSEQ,
  /** An interrupt came before anything was done. */
  EINTR,
  /** An argument that has no meaning. */
  EINVAL,
  /** A directory where a file is needed. */
  EISDIR,
  /** The path crosses more symbolic links than it may, or one where none is permitted. */
  ELOOP,
  /** No descriptor is left. */
  EMFILE,
  /** A name or path that is too long. */
  ENAMETOOLONG,
  /** Nothing of that name. */
  ENOENT,
  /** The device takes no more. */
  ENOSPC,
  /** The function does not exist here. */
  ENOSYS,
  /** Something else where a directory is needed. */
  ENOTDIR,
  /** The directory holds entries. */
  ENOTEMPTY,
  /** The descriptor is no socket. */
  ENOTSOCK,
  /** The function exists, but not for this. */
  ENOTSUP,
  /** The path leads out of its base directory, or the operation is never allowed. */
  EPERM,
  /** The part of the tree is read-only. */
  EROFS,
  /** The descriptor has no position. */
  ESPIPE,
  /** The two paths lie on different file systems. */
  EXDEV
}
