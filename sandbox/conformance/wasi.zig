//! The functions of WASI preview1, with plain integers for everything: a program must be able to pass what has no meaning.

pub const Errno = u16;

pub const errno = struct {
    pub const SUCCESS = 0;
    pub const AGAIN = 6;
    pub const BADF = 8;
    pub const DQUOT = 19;
    pub const EXIST = 20;
    pub const FAULT = 21;
    pub const FBIG = 22;
    pub const ILSEQ = 25;
    pub const INTR = 27;
    pub const INVAL = 28;
    pub const ISDIR = 31;
    pub const LOOP = 32;
    pub const MFILE = 33;
    pub const NAMETOOLONG = 37;
    pub const NOENT = 44;
    pub const NOSYS = 52;
    pub const NOTDIR = 54;
    pub const NOTEMPTY = 55;
    pub const NOTSOCK = 57;
    pub const NOTSUP = 58;
    pub const PERM = 63;
    pub const ROFS = 69;
    pub const SPIPE = 70;
    pub const XDEV = 75;
};

pub const right = struct {
    pub const READ: u64 = 1 << 1;
    pub const WRITE: u64 = 1 << 6;
};

pub const oflag = struct {
    pub const CREATE = 1;
    pub const DIRECTORY = 2;
    pub const EXCLUSIVE = 4;
    pub const TRUNCATE = 8;
};

pub const fdflag = struct {
    pub const APPEND = 1;
    pub const NONBLOCK = 4;
};

pub const filetype = struct {
    pub const CHARACTER_DEVICE = 2;
    pub const DIRECTORY = 3;
    pub const REGULAR_FILE = 4;
    pub const SYMBOLIC_LINK = 7;
};

pub const FOLLOW = 1;

pub const Fdstat = extern struct { filetype: u8, flags: u16, rights_base: u64, rights_inheriting: u64 };

pub const Filestat = extern struct {
    device: u64,
    inode: u64,
    filetype: u8,
    links: u64,
    size: u64,
    accessed: u64,
    modified: u64,
    changed: u64,
};

pub const Prestat = extern struct { tag: u8, name_length: u32 };

pub const Vector = extern struct { pointer: u32, length: u32 };

pub const Entry = extern struct { next: u64, inode: u64, name_length: u32, filetype: u8 };

pub const Subscription = extern struct {
    user_data: u64,
    kind: u8,
    clock: u32 align(8) = 0,
    timeout: u64 = 0,
    precision: u64 = 0,
    flags: u16 = 0,
};

pub const Event = extern struct { user_data: u64, errno: u16, kind: u8, bytes: u64, flags: u16 };

pub extern "wasi_snapshot_preview1" fn args_get(pointers: u32, text: u32) Errno;
pub extern "wasi_snapshot_preview1" fn args_sizes_get(count: u32, bytes: u32) Errno;
pub extern "wasi_snapshot_preview1" fn environ_get(pointers: u32, text: u32) Errno;
pub extern "wasi_snapshot_preview1" fn environ_sizes_get(count: u32, bytes: u32) Errno;
pub extern "wasi_snapshot_preview1" fn clock_res_get(id: u32, resolution: u32) Errno;
pub extern "wasi_snapshot_preview1" fn clock_time_get(id: u32, precision: u64, time: u32) Errno;
pub extern "wasi_snapshot_preview1" fn fd_advise(fd: u32, offset: u64, length: u64, advice: u32) Errno;
pub extern "wasi_snapshot_preview1" fn fd_allocate(fd: u32, offset: u64, length: u64) Errno;
pub extern "wasi_snapshot_preview1" fn fd_close(fd: u32) Errno;
pub extern "wasi_snapshot_preview1" fn fd_datasync(fd: u32) Errno;
pub extern "wasi_snapshot_preview1" fn fd_fdstat_get(fd: u32, stat: u32) Errno;
pub extern "wasi_snapshot_preview1" fn fd_fdstat_set_flags(fd: u32, flags: u32) Errno;
pub extern "wasi_snapshot_preview1" fn fd_fdstat_set_rights(fd: u32, base: u64, inheriting: u64) Errno;
pub extern "wasi_snapshot_preview1" fn fd_filestat_get(fd: u32, stat: u32) Errno;
pub extern "wasi_snapshot_preview1" fn fd_filestat_set_size(fd: u32, size: u64) Errno;
pub extern "wasi_snapshot_preview1" fn fd_filestat_set_times(fd: u32, accessed: u64, modified: u64, flags: u32) Errno;
pub extern "wasi_snapshot_preview1" fn fd_pread(fd: u32, vectors: u32, count: u32, offset: u64, done: u32) Errno;
pub extern "wasi_snapshot_preview1" fn fd_prestat_get(fd: u32, prestat: u32) Errno;
pub extern "wasi_snapshot_preview1" fn fd_prestat_dir_name(fd: u32, name: u32, room: u32) Errno;
pub extern "wasi_snapshot_preview1" fn fd_pwrite(fd: u32, vectors: u32, count: u32, offset: u64, done: u32) Errno;
pub extern "wasi_snapshot_preview1" fn fd_read(fd: u32, vectors: u32, count: u32, done: u32) Errno;
pub extern "wasi_snapshot_preview1" fn fd_readdir(fd: u32, buffer: u32, room: u32, cookie: u64, used: u32) Errno;
pub extern "wasi_snapshot_preview1" fn fd_renumber(from: u32, to: u32) Errno;
pub extern "wasi_snapshot_preview1" fn fd_seek(fd: u32, offset: i64, whence: u32, position: u32) Errno;
pub extern "wasi_snapshot_preview1" fn fd_sync(fd: u32) Errno;
pub extern "wasi_snapshot_preview1" fn fd_tell(fd: u32, position: u32) Errno;
pub extern "wasi_snapshot_preview1" fn fd_write(fd: u32, vectors: u32, count: u32, done: u32) Errno;
pub extern "wasi_snapshot_preview1" fn path_create_directory(fd: u32, path: u32, length: u32) Errno;
pub extern "wasi_snapshot_preview1" fn path_filestat_get(fd: u32, lookup: u32, path: u32, length: u32, stat: u32) Errno;
pub extern "wasi_snapshot_preview1" fn path_filestat_set_times(
    fd: u32,
    lookup: u32,
    path: u32,
    length: u32,
    accessed: u64,
    modified: u64,
    flags: u32,
) Errno;
pub extern "wasi_snapshot_preview1" fn path_link(
    from_fd: u32,
    lookup: u32,
    from: u32,
    from_length: u32,
    to_fd: u32,
    to: u32,
    to_length: u32,
) Errno;
pub extern "wasi_snapshot_preview1" fn path_open(
    fd: u32,
    lookup: u32,
    path: u32,
    length: u32,
    oflags: u32,
    rights: u64,
    inheriting: u64,
    fdflags: u32,
    opened: u32,
) Errno;
pub extern "wasi_snapshot_preview1" fn path_readlink(
    fd: u32,
    path: u32,
    length: u32,
    buffer: u32,
    room: u32,
    used: u32,
) Errno;
pub extern "wasi_snapshot_preview1" fn path_remove_directory(fd: u32, path: u32, length: u32) Errno;
pub extern "wasi_snapshot_preview1" fn path_rename(
    from_fd: u32,
    from: u32,
    from_length: u32,
    to_fd: u32,
    to: u32,
    to_length: u32,
) Errno;
pub extern "wasi_snapshot_preview1" fn path_symlink(target: u32, target_length: u32, fd: u32, path: u32, length: u32) Errno;
pub extern "wasi_snapshot_preview1" fn path_unlink_file(fd: u32, path: u32, length: u32) Errno;
pub extern "wasi_snapshot_preview1" fn poll_oneoff(subscriptions: u32, events: u32, count: u32, happened: u32) Errno;
pub extern "wasi_snapshot_preview1" fn proc_exit(code: u32) noreturn;
pub extern "wasi_snapshot_preview1" fn proc_raise(signal: u32) Errno;
pub extern "wasi_snapshot_preview1" fn sched_yield() Errno;
pub extern "wasi_snapshot_preview1" fn random_get(buffer: u32, length: u32) Errno;
pub extern "wasi_snapshot_preview1" fn sock_accept(fd: u32, flags: u32, accepted: u32) Errno;
pub extern "wasi_snapshot_preview1" fn sock_recv(
    fd: u32,
    vectors: u32,
    count: u32,
    in_flags: u32,
    done: u32,
    out_flags: u32,
) Errno;
pub extern "wasi_snapshot_preview1" fn sock_send(fd: u32, vectors: u32, count: u32, flags: u32, done: u32) Errno;
pub extern "wasi_snapshot_preview1" fn sock_shutdown(fd: u32, how: u32) Errno;

/// Not of preview1: what the guest's C library has beyond it.
pub extern "serpentarium" fn tree_changes(changes: u32) Errno;
pub extern "serpentarium" fn set_alarm(clock: u32, delay: u64) Errno;
pub extern "serpentarium" fn fd_duplicate(fd: u32, least: u32, duplicate: u32) Errno;
pub extern "serpentarium" fn fd_replace(fd: u32, replaced: u32) Errno;
pub extern "serpentarium" fn fd_set_mode(fd: u32, mode: u32) Errno;
pub extern "serpentarium" fn path_set_mode(fd: u32, lookup: u32, path: u32, length: u32, mode: u32) Errno;
