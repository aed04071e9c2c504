//! The entries of a directory.

const t = @import("harness.zig");
const wasi = @import("wasi.zig");
const e = wasi.errno;

const head_bytes = 24;

var buffer: [4096]u8 align(8) = undefined;
var used: u32 = 0;

export fn run() u32 {
    for (names) |name| _ = wasi.path_create_directory(t.ROOT, t.at(name.ptr), t.length(name));
    const directory = t.open("sandbox", wasi.oflag.DIRECTORY, wasi.right.READ, 0);
    all(directory);
    steps(directory);
    cut(directory);
    image();
    refusals(directory);
    return t.end();
}

const names = [_][]const u8{ "sandbox/a", "sandbox/bb", "sandbox/ccc" };
const listed = [_][]const u8{ ".", "..", "a", "bb", "ccc" };

fn read(directory: u32, room: u32, cookie: u64) wasi.Errno {
    return wasi.fd_readdir(directory, t.at(&buffer), room, cookie, t.at(&used));
}

fn head(offset: u32) wasi.Entry {
    var entry: wasi.Entry = undefined;
    const bytes: [*]u8 = @ptrCast(&entry);
    for (0..head_bytes) |i| bytes[i] = buffer[offset + i];
    return entry;
}

fn nameAt(offset: u32) []const u8 {
    return buffer[offset + head_bytes ..][0..head(offset).name_length];
}

fn all(directory: u32) void {
    t.ok("fd_readdir: all", read(directory, buffer.len, 0));
    var offset: u32 = 0;
    for (listed) |name| {
        t.same("fd_readdir: a name in the order in which it was made", name, nameAt(offset));
        t.equal("fd_readdir: its type", wasi.filetype.DIRECTORY, head(offset).filetype);
        t.check("fd_readdir: its inode", head(offset).inode != 0);
        offset += head_bytes + t.length(name);
    }
    t.equal("fd_readdir: nothing after the last", offset, used);
}

/// One entry a call, each from the cookie of the one before.
fn steps(directory: u32) void {
    var cookie: u64 = 0;
    for (listed) |name| {
        t.ok("fd_readdir: from a cookie", read(directory, head_bytes + 8, cookie));
        t.same("fd_readdir: the next name", name, nameAt(0));
        cookie = head(0).next;
    }
    t.ok("fd_readdir: from the last cookie", read(directory, buffer.len, cookie));
    t.equal("fd_readdir: no more", 0, used);
    t.ok("fd_readdir: from a cookie that was never given", read(directory, buffer.len, ~@as(u64, 0)));
    t.equal("fd_readdir: is past the end", 0, used);
}

fn cut(directory: u32) void {
    t.ok("fd_readdir: no room", read(directory, 0, 0));
    t.equal("fd_readdir: no room is filled", 0, used);
    t.ok("fd_readdir: little room", read(directory, head_bytes + 5, 0));
    t.equal("fd_readdir: is filled, which says that there is more", head_bytes + 5, used);
}

fn image() void {
    const library = t.open("lib/python3.13", wasi.oflag.DIRECTORY, wasi.right.READ, 0);
    t.ok("fd_readdir: a directory of the image", read(library, buffer.len, 2));
    t.same("fd_readdir: its first name", "json", nameAt(0));
    t.equal("fd_readdir: a directory in it", wasi.filetype.DIRECTORY, head(0).filetype);
    t.equal("fd_readdir: a file in it", wasi.filetype.REGULAR_FILE, head(head_bytes + 4).filetype);
}

fn refusals(directory: u32) void {
    t.errno("fd_readdir: EBADF", e.BADF, read(t.CLOSED, buffer.len, 0));
    t.errno("fd_readdir: ENOTDIR for a file", e.NOTDIR, read(t.create("sandbox/f"), buffer.len, 0));
    t.errno("fd_readdir: ENOTDIR for a stream", e.NOTDIR, read(0, buffer.len, 0));
    t.errno("fd_readdir: EFAULT", e.FAULT, wasi.fd_readdir(directory, t.memoryEnd() - 1, 2, 0, t.at(&used)));
    t.errno("fd_readdir: EFAULT for a room that wraps", e.FAULT, wasi.fd_readdir(directory, 1, 0xffff_ffff, 0, t.at(&used)));
    t.errno("fd_readdir: EFAULT for the count", e.FAULT, wasi.fd_readdir(directory, t.at(&buffer), 9, 0, t.memoryEnd() - 3));
}
