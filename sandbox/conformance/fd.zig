//! The functions on descriptors that move no bytes.

const t = @import("harness.zig");
const wasi = @import("wasi.zig");
const e = wasi.errno;

const most_file_bytes = 1 << 32;
const past_the_quota = 1 << 20;

var file: u32 = 0;
var reading: u32 = 0;

export fn run() u32 {
    file = t.create("sandbox/f");
    t.write(file, "hello");
    reading = t.open("sandbox/f", 0, wasi.right.READ, 0);
    advise();
    allocate();
    sync();
    stat();
    setFlags();
    setRights();
    filestat();
    setSize();
    setTimes();
    prestat();
    seek();
    tell();
    renumber();
    setMode();
    duplicate();
    replace();
    close();
    return t.end();
}

fn advise() void {
    for (0..6) |advice| t.ok("fd_advise: every kind of advice", wasi.fd_advise(file, 0, 5, @intCast(advice)));
    t.errno("fd_advise: EINVAL for another kind", e.INVAL, wasi.fd_advise(file, 0, 5, 6));
    t.errno("fd_advise: EINVAL for a length of more than 63 bits", e.INVAL, wasi.fd_advise(file, 0, 1 << 63, 0));
    t.errno("fd_advise: EBADF", e.BADF, wasi.fd_advise(t.CLOSED, 0, 5, 0));
    t.errno("fd_advise: EISDIR", e.ISDIR, wasi.fd_advise(t.ROOT, 0, 5, 0));
    t.errno("fd_advise: ESPIPE for a stream", e.SPIPE, wasi.fd_advise(0, 0, 5, 0));
}

fn allocate() void {
    t.ok("fd_allocate: what is there", wasi.fd_allocate(file, 0, 3));
    t.equal("fd_allocate: does not cut", 5, statOf(file).size);
    t.ok("fd_allocate: more", wasi.fd_allocate(file, 4, 4));
    t.equal("fd_allocate: lengthens", 8, statOf(file).size);
    t.errno("fd_allocate: EBADF", e.BADF, wasi.fd_allocate(t.CLOSED, 0, 1));
    t.errno("fd_allocate: EBADF for a file open for reading", e.BADF, wasi.fd_allocate(reading, 0, 1));
    t.errno("fd_allocate: EISDIR", e.ISDIR, wasi.fd_allocate(t.ROOT, 0, 1));
    t.errno("fd_allocate: ESPIPE for a stream", e.SPIPE, wasi.fd_allocate(1, 0, 1));
    t.errno("fd_allocate: EINVAL for no bytes", e.INVAL, wasi.fd_allocate(file, 0, 0));
    t.errno("fd_allocate: EINVAL for an offset of more than 63 bits", e.INVAL, wasi.fd_allocate(file, 1 << 63, 1));
    t.errno("fd_allocate: EFBIG where the sum has more than 63 bits", e.FBIG, wasi.fd_allocate(file, 1 << 62, 1 << 62));
    t.errno("fd_allocate: EFBIG beyond the largest file", e.FBIG, wasi.fd_allocate(file, most_file_bytes, 1));
    t.errno("fd_allocate: EDQUOT", e.DQUOT, wasi.fd_allocate(file, past_the_quota, 1));
    t.equal("fd_allocate: what is refused changes nothing", 8, statOf(file).size);
}

fn sync() void {
    t.ok("fd_sync: file", wasi.fd_sync(file));
    t.ok("fd_sync: directory", wasi.fd_sync(t.ROOT));
    t.errno("fd_sync: EBADF", e.BADF, wasi.fd_sync(t.CLOSED));
    t.ok("fd_datasync: file", wasi.fd_datasync(file));
    t.ok("fd_datasync: directory", wasi.fd_datasync(t.ROOT));
    t.errno("fd_datasync: EBADF", e.BADF, wasi.fd_datasync(0xffff_ffff));
}

fn stat() void {
    var stats: wasi.Fdstat = undefined;
    t.ok("fd_fdstat_get: file", wasi.fd_fdstat_get(file, t.at(&stats)));
    t.equal("fd_fdstat_get: file is a regular file", wasi.filetype.REGULAR_FILE, stats.filetype);
    t.equal("fd_fdstat_get: file can be written", wasi.right.WRITE, stats.rights_base & wasi.right.WRITE);
    t.ok("fd_fdstat_get: file open for reading", wasi.fd_fdstat_get(reading, t.at(&stats)));
    t.equal("fd_fdstat_get: file open for reading cannot be written", 0, stats.rights_base & wasi.right.WRITE);
    t.ok("fd_fdstat_get: directory", wasi.fd_fdstat_get(t.ROOT, t.at(&stats)));
    t.equal("fd_fdstat_get: directory is a directory", wasi.filetype.DIRECTORY, stats.filetype);
    t.equal("fd_fdstat_get: directory is not written itself", 0, stats.rights_base & wasi.right.WRITE);
    t.equal("fd_fdstat_get: what is in it is", wasi.right.WRITE, stats.rights_inheriting & wasi.right.WRITE);
    for (0..3) |stream| {
        t.ok("fd_fdstat_get: stream", wasi.fd_fdstat_get(@intCast(stream), t.at(&stats)));
        t.equal("fd_fdstat_get: stream is a character device", wasi.filetype.CHARACTER_DEVICE, stats.filetype);
    }
    t.errno("fd_fdstat_get: EBADF", e.BADF, wasi.fd_fdstat_get(t.CLOSED, t.at(&stats)));
    t.errno("fd_fdstat_get: EFAULT", e.FAULT, wasi.fd_fdstat_get(file, t.memoryEnd() - 23));
}

fn setFlags() void {
    var stats: wasi.Fdstat = undefined;
    t.ok("fd_fdstat_set_flags: file", wasi.fd_fdstat_set_flags(file, wasi.fdflag.APPEND));
    _ = wasi.fd_fdstat_get(file, t.at(&stats));
    t.equal("fd_fdstat_set_flags: flags are told back", wasi.fdflag.APPEND, stats.flags);
    t.ok("fd_fdstat_set_flags: none", wasi.fd_fdstat_set_flags(file, 0));
    t.ok("fd_fdstat_set_flags: stream", wasi.fd_fdstat_set_flags(2, 0));
    t.errno("fd_fdstat_set_flags: EINVAL for one that does not exist", e.INVAL, wasi.fd_fdstat_set_flags(file, 32));
    t.errno("fd_fdstat_set_flags: EBADF", e.BADF, wasi.fd_fdstat_set_flags(t.CLOSED, 0));
    t.errno("fd_fdstat_set_flags: EBADF for a directory", e.BADF, wasi.fd_fdstat_set_flags(t.ROOT, 0));
}

/// Rights were dropped from WASI; they are told and not enforced here, so none can be given up.
fn setRights() void {
    t.errno("fd_fdstat_set_rights: ENOTSUP", e.NOTSUP, wasi.fd_fdstat_set_rights(file, 0, 0));
    t.errno("fd_fdstat_set_rights: EBADF", e.BADF, wasi.fd_fdstat_set_rights(t.CLOSED, 0, 0));
}

fn statOf(fd: u32) wasi.Filestat {
    var stats: wasi.Filestat = undefined;
    _ = wasi.fd_filestat_get(fd, t.at(&stats));
    return stats;
}

fn filestat() void {
    var stats: wasi.Filestat = undefined;
    t.ok("fd_filestat_get: file", wasi.fd_filestat_get(file, t.at(&stats)));
    t.equal("fd_filestat_get: file is a regular file", wasi.filetype.REGULAR_FILE, stats.filetype);
    t.equal("fd_filestat_get: file has one name", 1, stats.links);
    t.equal("fd_filestat_get: two descriptors of a file are one inode", stats.inode, statOf(reading).inode);
    t.equal("fd_filestat_get: directory", wasi.filetype.DIRECTORY, statOf(t.ROOT).filetype);
    t.equal("fd_filestat_get: stream", wasi.filetype.CHARACTER_DEVICE, statOf(1).filetype);
    t.errno("fd_filestat_get: EBADF", e.BADF, wasi.fd_filestat_get(t.CLOSED, t.at(&stats)));
    t.errno("fd_filestat_get: EFAULT", e.FAULT, wasi.fd_filestat_get(file, t.memoryEnd() - 63));
}

fn setSize() void {
    t.ok("fd_filestat_set_size: longer", wasi.fd_filestat_set_size(file, 100));
    t.equal("fd_filestat_set_size: is longer", 100, statOf(file).size);
    t.ok("fd_filestat_set_size: shorter", wasi.fd_filestat_set_size(file, 3));
    t.equal("fd_filestat_set_size: is shorter", 3, statOf(file).size);
    t.errno("fd_filestat_set_size: EBADF", e.BADF, wasi.fd_filestat_set_size(t.CLOSED, 0));
    t.errno("fd_filestat_set_size: EBADF for a file open for reading", e.BADF, wasi.fd_filestat_set_size(reading, 0));
    t.errno("fd_filestat_set_size: EISDIR", e.ISDIR, wasi.fd_filestat_set_size(t.ROOT, 0));
    t.errno("fd_filestat_set_size: ESPIPE for a stream", e.SPIPE, wasi.fd_filestat_set_size(1, 0));
    t.errno("fd_filestat_set_size: EINVAL for more than 63 bits", e.INVAL, wasi.fd_filestat_set_size(file, 1 << 63));
    t.errno("fd_filestat_set_size: EFBIG", e.FBIG, wasi.fd_filestat_set_size(file, most_file_bytes + 1));
    t.errno("fd_filestat_set_size: EDQUOT", e.DQUOT, wasi.fd_filestat_set_size(file, past_the_quota));
}

fn setTimes() void {
    const before = statOf(file);
    t.ok("fd_filestat_set_times: nothing", wasi.fd_filestat_set_times(file, 1000, 2000, 0));
    t.equal("fd_filestat_set_times: nothing changes then", before.modified, statOf(file).modified);
    t.ok("fd_filestat_set_times: both", wasi.fd_filestat_set_times(file, 1000, 2000, 1 | 4));
    t.equal("fd_filestat_set_times: accessed", 1000, statOf(file).accessed);
    t.equal("fd_filestat_set_times: modified", 2000, statOf(file).modified);
    t.ok("fd_filestat_set_times: both to now", wasi.fd_filestat_set_times(file, 0, 0, 2 | 8));
    t.check("fd_filestat_set_times: now is later", statOf(file).modified >= before.modified);
    t.ok("fd_filestat_set_times: directory", wasi.fd_filestat_set_times(t.open("sandbox", 0, wasi.right.READ, 0), 0, 0, 8));
    t.errno("fd_filestat_set_times: EINVAL for now and not now", e.INVAL, wasi.fd_filestat_set_times(file, 0, 0, 4 | 8));
    t.errno("fd_filestat_set_times: EINVAL for another flag", e.INVAL, wasi.fd_filestat_set_times(file, 0, 0, 16));
    t.errno("fd_filestat_set_times: EINVAL for more than 63 bits", e.INVAL, wasi.fd_filestat_set_times(file, 1 << 63, 0, 1));
    t.errno("fd_filestat_set_times: EINVAL for a stream", e.INVAL, wasi.fd_filestat_set_times(1, 0, 0, 2));
    t.errno("fd_filestat_set_times: EBADF", e.BADF, wasi.fd_filestat_set_times(t.CLOSED, 0, 0, 0));
    t.errno("fd_filestat_set_times: EROFS", e.ROFS, wasi.fd_filestat_set_times(t.ROOT, 0, 0, 2));
}

fn prestat() void {
    var pre: wasi.Prestat = undefined;
    var name = [2]u8{ '?', '?' };
    t.ok("fd_prestat_get: root", wasi.fd_prestat_get(t.ROOT, t.at(&pre)));
    t.equal("fd_prestat_get: a directory", 0, pre.tag);
    t.equal("fd_prestat_get: of one character", 1, pre.name_length);
    t.errno("fd_prestat_get: EBADF", e.BADF, wasi.fd_prestat_get(t.CLOSED, t.at(&pre)));
    t.errno("fd_prestat_get: EBADF for what was not given", e.BADF, wasi.fd_prestat_get(file, t.at(&pre)));
    t.errno("fd_prestat_get: EFAULT", e.FAULT, wasi.fd_prestat_get(t.ROOT, t.memoryEnd() - 7));
    t.ok("fd_prestat_dir_name: root", wasi.fd_prestat_dir_name(t.ROOT, t.at(&name), 2));
    t.same("fd_prestat_dir_name: the name and no more", "/?", &name);
    t.errno("fd_prestat_dir_name: ENAMETOOLONG", e.NAMETOOLONG, wasi.fd_prestat_dir_name(t.ROOT, t.at(&name), 0));
    t.errno("fd_prestat_dir_name: EBADF", e.BADF, wasi.fd_prestat_dir_name(0, t.at(&name), 1));
    t.errno("fd_prestat_dir_name: EFAULT", e.FAULT, wasi.fd_prestat_dir_name(t.ROOT, t.memoryEnd(), 1));
}

fn seek() void {
    var position: u64 = 0;
    t.ok("fd_seek: from the start", wasi.fd_seek(file, 2, 0, t.at(&position)));
    t.ok("fd_seek: from here", wasi.fd_seek(file, -1, 1, t.at(&position)));
    t.equal("fd_seek: sum", 1, position);
    t.ok("fd_seek: from the end", wasi.fd_seek(file, 10, 2, t.at(&position)));
    t.equal("fd_seek: beyond the end", 13, position);
    t.errno("fd_seek: EINVAL before the start", e.INVAL, wasi.fd_seek(file, -14, 1, t.at(&position)));
    t.errno("fd_seek: EINVAL for another whence", e.INVAL, wasi.fd_seek(file, 0, 3, t.at(&position)));
    t.errno("fd_seek: EBADF", e.BADF, wasi.fd_seek(t.CLOSED, 0, 0, t.at(&position)));
    t.errno("fd_seek: EISDIR", e.ISDIR, wasi.fd_seek(t.ROOT, 0, 0, t.at(&position)));
    t.errno("fd_seek: ESPIPE for a stream", e.SPIPE, wasi.fd_seek(0, 0, 0, t.at(&position)));
    t.errno("fd_seek: EFAULT", e.FAULT, wasi.fd_seek(file, 0, 0, t.memoryEnd() - 7));
}

fn tell() void {
    var position: u64 = 0;
    t.ok("fd_tell: file", wasi.fd_tell(file, t.at(&position)));
    t.equal("fd_tell: what is refused moves nothing", 13, position);
    t.errno("fd_tell: EBADF", e.BADF, wasi.fd_tell(t.CLOSED, t.at(&position)));
    t.errno("fd_tell: EISDIR", e.ISDIR, wasi.fd_tell(t.ROOT, t.at(&position)));
    t.errno("fd_tell: ESPIPE for a stream", e.SPIPE, wasi.fd_tell(2, t.at(&position)));
    t.errno("fd_tell: EFAULT", e.FAULT, wasi.fd_tell(file, t.memoryEnd() - 7));
}

fn renumber() void {
    const other = t.create("sandbox/g");
    const inode = statOf(other).inode;
    t.ok("fd_renumber: to itself", wasi.fd_renumber(other, other));
    t.ok("fd_renumber: over another", wasi.fd_renumber(other, file));
    t.equal("fd_renumber: the other is it now", inode, statOf(file).inode);
    t.errno("fd_renumber: its old number is free", e.BADF, wasi.fd_sync(other));
    t.errno("fd_renumber: EBADF for what is moved", e.BADF, wasi.fd_renumber(t.CLOSED, file));
    t.errno("fd_renumber: EBADF for what is replaced", e.BADF, wasi.fd_renumber(file, t.CLOSED));
}

fn close() void {
    t.ok("fd_close: file", wasi.fd_close(file));
    t.errno("fd_close: EBADF the second time", e.BADF, wasi.fd_close(file));
    t.ok("fd_close: stream", wasi.fd_close(0));
    t.equal("fd_close: the lowest number is given next", 0, t.open("sandbox/f", 0, wasi.right.READ, 0));
}

fn setMode() void {
    t.ok("fd_set_mode", wasi.fd_set_mode(file, 0o7777));
    t.errno("fd_set_mode: EINVAL for more than permissions", e.INVAL, wasi.fd_set_mode(file, 0o10000));
    t.errno("fd_set_mode: EBADF", e.BADF, wasi.fd_set_mode(t.CLOSED, 0o644));
    t.errno("fd_set_mode: EROFS", e.ROFS, wasi.fd_set_mode(t.ROOT, 0o755));
    const path = "sandbox/f";
    t.ok("path_set_mode", wasi.path_set_mode(t.ROOT, wasi.FOLLOW, t.at(path.ptr), t.length(path), 0o600));
    const image = "lib/python3.13";
    t.errno("path_set_mode: EROFS", e.ROFS, wasi.path_set_mode(t.ROOT, wasi.FOLLOW, t.at(image.ptr), t.length(image), 0o755));
}

fn duplicate() void {
    var number: u32 = 0;
    t.errno("fd_duplicate: EBADF", e.BADF, wasi.fd_duplicate(t.CLOSED, 0, t.at(&number)));
    t.errno("fd_duplicate: EFAULT", e.FAULT, wasi.fd_duplicate(file, 0, t.memoryEnd() - 3));
    t.errno("fd_duplicate: EINVAL for a number out of range", e.INVAL, wasi.fd_duplicate(file, 0xffff_ffff, t.at(&number)));
    var made: u32 = 0;
    var last = wasi.fd_duplicate(file, 0, t.at(&number));
    t.ok("fd_duplicate", last);
    while (last == e.SUCCESS) : (made += 1) last = wasi.fd_duplicate(file, 0, t.at(&number));
    t.errno("fd_duplicate: EMFILE", e.MFILE, last);
    t.check("fd_duplicate: more than one", made > 1);
    for (0..64) |fd| {
        if (fd > t.ROOT and fd != file and fd != reading) _ = wasi.fd_close(@intCast(fd));
    }
}

fn replace() void {
    t.ok("fd_replace", wasi.fd_replace(file, reading));
    t.errno("fd_replace: EBADF", e.BADF, wasi.fd_replace(t.CLOSED, reading));
    t.errno("fd_replace: EBADF for a number out of range", e.BADF, wasi.fd_replace(file, 0xffff_ffff));
}
