//! Opening: what is made, what is refused, and what flags and rights mean.

const t = @import("harness.zig");
const wasi = @import("wasi.zig");
const e = wasi.errno;
const READ = wasi.right.READ;
const WRITE = wasi.right.WRITE;
const CREATE = wasi.oflag.CREATE;
const DIRECTORY = wasi.oflag.DIRECTORY;
const EXCLUSIVE = wasi.oflag.EXCLUSIVE;
const TRUNCATE = wasi.oflag.TRUNCATE;

const most_open = 16;
const most_inodes = 400;
const most_links = 40;

var opened: u32 = 0;

export fn run() u32 {
    files();
    directories();
    links();
    image();
    flags();
    descriptors();
    quota();
    return t.end();
}

fn call(path: []const u8, lookup: u32, oflags: u32, rights: u64, fdflags: u32) wasi.Errno {
    return wasi.path_open(t.ROOT, lookup, t.at(path.ptr), t.length(path), oflags, rights, 0, fdflags, t.at(&opened));
}

fn open(path: []const u8, oflags: u32, rights: u64) wasi.Errno {
    const failure = call(path, wasi.FOLLOW, oflags, rights, 0);
    if (failure == e.SUCCESS) _ = wasi.fd_close(opened);
    return failure;
}

fn sizeOf(path: []const u8) u64 {
    var stats: wasi.Filestat = undefined;
    _ = wasi.path_filestat_get(t.ROOT, 0, t.at(path.ptr), t.length(path), t.at(&stats));
    return stats.size;
}

fn files() void {
    t.errno("path_open: ENOENT", e.NOENT, open("sandbox/f", 0, READ));
    t.ok("path_open: makes a file", call("sandbox/f", 0, CREATE, READ | WRITE, 0));
    t.equal("path_open: gives the lowest free number", 4, opened);
    t.write(opened, "hello");
    _ = wasi.fd_close(opened);
    t.ok("path_open: a file that is there", open("sandbox/f", CREATE, READ));
    t.equal("path_open: keeps its content", 5, sizeOf("sandbox/f"));
    t.ok("path_open: without any right", open("sandbox/f", 0, 0));
    t.errno("path_open: EEXIST", e.EXIST, open("sandbox/f", CREATE | EXCLUSIVE, READ));
    t.ok("path_open: exclusive, when there is none", open("sandbox/g", CREATE | EXCLUSIVE, READ));
    t.errno("path_open: ENOTDIR for a file as directory", e.NOTDIR, open("sandbox/f", DIRECTORY, READ));
    t.errno("path_open: ENOTDIR for a file before a slash", e.NOTDIR, open("sandbox/f/", 0, READ));
    t.ok("path_open: truncates", open("sandbox/f", TRUNCATE, WRITE));
    t.equal("path_open: truncated", 0, sizeOf("sandbox/f"));
}

fn directories() void {
    t.ok("path_open: directory", open("sandbox", DIRECTORY, READ));
    t.ok("path_open: directory that is not asked for as one", open("sandbox", 0, READ));
    t.ok("path_open: directory before a slash", open("sandbox/", 0, READ));
    t.ok("path_open: the base itself", open(".", DIRECTORY, READ));
    t.ok("path_open: above the root is the root", open("../../sandbox", DIRECTORY, READ));
    t.errno("path_open: EISDIR for a directory to write", e.ISDIR, open("sandbox", 0, READ | WRITE));
    t.errno("path_open: EISDIR for a directory to make", e.ISDIR, open("sandbox", CREATE, READ));
    t.errno("path_open: EISDIR for a directory to truncate", e.ISDIR, open("sandbox", TRUNCATE, READ));
    t.errno("path_open: EISDIR for a new file before a slash", e.ISDIR, open("sandbox/new/", CREATE, READ));
    t.errno("path_open: EINVAL to make a directory", e.INVAL, open("sandbox/new", CREATE | DIRECTORY, READ));
}

fn links() void {
    symlink("f", "sandbox/l");
    symlink("none", "sandbox/dangling");
    t.ok("path_open: follows a link", open("sandbox/l", 0, READ));
    t.errno("path_open: ELOOP for a link that is not to be followed", e.LOOP, call("sandbox/l", 0, 0, READ, 0));
    t.errno("path_open: ENOTDIR for such a link as directory", e.NOTDIR, call("sandbox/l", 0, DIRECTORY, READ, 0));
    t.errno("path_open: ENOENT for a link to nothing", e.NOENT, open("sandbox/dangling", 0, READ));
    t.errno("path_open: EEXIST for a link to nothing", e.EXIST, open("sandbox/dangling", CREATE | EXCLUSIVE, READ));
    t.ok("path_open: makes what a link leads to", open("sandbox/dangling", CREATE, READ));
    t.ok("path_open: what it has made", open("sandbox/none", 0, READ));
    chain();
}

/// Links that lead to each other, the first one to a file.
fn chain() void {
    var to = "c000".*;
    var path = "sandbox/c000".*;
    symlink("f", &path);
    for (1..most_links + 1) |count| {
        number(path[9..], @intCast(count));
        symlink(&to, &path);
        number(to[1..], @intCast(count));
    }
    t.errno("path_open: ELOOP for one link too many", e.LOOP, open(&path, 0, READ));
    number(path[9..], most_links - 1);
    t.ok("path_open: as many links as may be", open(&path, 0, READ));
}

fn symlink(to: []const u8, path: []const u8) void {
    _ = wasi.path_symlink(t.at(to.ptr), t.length(to), t.ROOT, t.at(path.ptr), t.length(path));
}

fn image() void {
    t.ok("path_open: file of the image", open("lib/python3.13/os.py", 0, READ));
    t.errno("path_open: EROFS for a file of the image", e.ROFS, open("lib/python3.13/os.py", 0, WRITE));
    t.errno("path_open: EROFS to truncate it", e.ROFS, open("lib/python3.13/os.py", TRUNCATE, READ));
    t.errno("path_open: EROFS for a new file in the image", e.ROFS, open("lib/python3.13/new", CREATE, WRITE));
    t.errno("path_open: EROFS for a new file in the root", e.ROFS, open("new", CREATE, WRITE));
}

fn flags() void {
    var stats: wasi.Fdstat = undefined;
    t.ok("path_open: with flags", call("sandbox/f", 0, 0, WRITE, wasi.fdflag.APPEND | wasi.fdflag.NONBLOCK));
    _ = wasi.fd_fdstat_get(opened, t.at(&stats));
    t.equal("path_open: flags are told back", wasi.fdflag.APPEND | wasi.fdflag.NONBLOCK, stats.flags);
    _ = wasi.fd_close(opened);
    t.errno("path_open: EINVAL for another lookup flag", e.INVAL, call("sandbox/f", 2, 0, READ, 0));
    t.errno("path_open: EINVAL for another open flag", e.INVAL, call("sandbox/f", 0, 16, READ, 0));
    t.errno("path_open: EINVAL for another descriptor flag", e.INVAL, call("sandbox/f", 0, 0, READ, 32));
    const path: []const u8 = "sandbox/unmade";
    t.errno("path_open: EFAULT for the descriptor", e.FAULT, wasi.path_open(
        t.ROOT,
        0,
        t.at(path.ptr),
        t.length(path),
        CREATE,
        READ,
        0,
        0,
        t.memoryEnd() - 3,
    ));
    t.errno("path_open: what is refused makes nothing", e.NOENT, open(path, 0, READ));
}

fn descriptors() void {
    var count: u32 = 0;
    while (count < most_open - 4 and call("sandbox/f", 0, 0, READ, 0) == e.SUCCESS) count += 1;
    t.equal("path_open: as many as may be open", most_open - 4, count);
    t.errno("path_open: EMFILE", e.MFILE, open("sandbox/f", 0, READ));
    t.errno("path_open: EMFILE before anything is made", e.MFILE, open("sandbox/unmade", CREATE, READ));
    for (4..most_open) |fd| _ = wasi.fd_close(@intCast(fd));
    t.errno("path_open: nothing was made", e.NOENT, open("sandbox/unmade", 0, READ));
}

fn quota() void {
    var name = "sandbox/q000".*;
    var failure: wasi.Errno = e.SUCCESS;
    var count: u32 = 0;
    while (failure == e.SUCCESS and count < most_inodes) : (count += 1) {
        number(name[9..], count);
        failure = open(&name, CREATE, READ);
    }
    t.errno("path_open: EDQUOT", e.DQUOT, failure);
    t.errno("path_create_directory: EDQUOT", e.DQUOT, wasi.path_create_directory(t.ROOT, t.at(&name), name.len));
    t.errno("path_symlink: EDQUOT", e.DQUOT, wasi.path_symlink(t.at(&name), 1, t.ROOT, t.at(&name), name.len));
    t.errno("path_link: EDQUOT", e.DQUOT, wasi.path_link(t.ROOT, 0, t.at("sandbox/f"), 9, t.ROOT, t.at(&name), name.len));
    t.ok("path_open: what is there", open("sandbox/f", CREATE, READ));
}

fn number(digits: *[3]u8, value: u32) void {
    digits.* = .{ digit(value / 100), digit(value / 10 % 10), digit(value % 10) };
}

fn digit(value: u32) u8 {
    return @intCast('0' + value);
}
