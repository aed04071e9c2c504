//! The functions that move bytes between a descriptor and memory.

const host = @import("host.zig");
const t = @import("harness.zig");
const wasi = @import("wasi.zig");
const e = wasi.errno;

const most_file_bytes = 1 << 32;
const most_bytes_a_call = 64 << 10;
const most_vectors = 1024;

var file: u32 = 0;
var reading: u32 = 0;
var writing: u32 = 0;
var buffer: [8]u8 = undefined;
var large: [most_bytes_a_call + 1]u8 = undefined;
var done: u32 = 0;

export fn run() u32 {
    file = t.create("sandbox/f");
    reading = t.open("sandbox/f", 0, wasi.right.READ, 0);
    writing = t.open("sandbox/f", 0, wasi.right.WRITE, 0);
    write();
    read();
    pwrite();
    pread();
    append();
    vectors("fd_read", readAny);
    vectors("fd_pread", preadAny);
    vectors("fd_write", writeAny);
    vectors("fd_pwrite", pwriteAny);
    readStream();
    writeStream();
    return t.end();
}

const Transfer = *const fn (fd: u32, vectors: u32, count: u32, done: u32) wasi.Errno;

fn readAny(fd: u32, pairs: u32, count: u32, result: u32) wasi.Errno {
    return wasi.fd_read(fd, pairs, count, result);
}

fn preadAny(fd: u32, pairs: u32, count: u32, result: u32) wasi.Errno {
    return wasi.fd_pread(fd, pairs, count, 0, result);
}

fn writeAny(fd: u32, pairs: u32, count: u32, result: u32) wasi.Errno {
    return wasi.fd_write(fd, pairs, count, result);
}

fn pwriteAny(fd: u32, pairs: u32, count: u32, result: u32) wasi.Errno {
    return wasi.fd_pwrite(fd, pairs, count, 0, result);
}

fn one(bytes: []const u8) [1]wasi.Vector {
    return .{.{ .pointer = t.at(bytes.ptr), .length = t.length(bytes) }};
}

fn transfer(function: Transfer, fd: u32, bytes: []const u8) wasi.Errno {
    const pairs = one(bytes);
    return function(fd, t.at(&pairs), 1, t.at(&done));
}

fn rewind() void {
    var position: u64 = 0;
    _ = wasi.fd_seek(file, 0, 0, t.at(&position));
}

fn write() void {
    t.ok("fd_write: file", transfer(writeAny, file, "hello"));
    t.equal("fd_write: all of it", 5, done);
    const pairs = one("ab") ++ one("") ++ one("cd");
    t.ok("fd_write: several ranges", wasi.fd_write(file, t.at(&pairs), 3, t.at(&done)));
    t.equal("fd_write: all of them", 4, done);
    t.ok("fd_write: at most 64 KiB a call", transfer(writeAny, t.create("sandbox/large"), &large));
    t.equal("fd_write: a short count", most_bytes_a_call, done);
    t.errno("fd_write: EBADF for a directory", e.BADF, transfer(writeAny, t.ROOT, "x"));
    t.errno("fd_write: EBADF for a file open for reading", e.BADF, transfer(writeAny, reading, "x"));
    refusedGrowth();
}

fn refusedGrowth() void {
    var position: u64 = 0;
    _ = wasi.fd_seek(writing, most_file_bytes, 0, t.at(&position));
    t.errno("fd_write: EFBIG", e.FBIG, transfer(writeAny, writing, "x"));
    _ = wasi.fd_seek(writing, 1 << 20, 0, t.at(&position));
    t.errno("fd_write: EDQUOT", e.DQUOT, transfer(writeAny, writing, "x"));
    const pairs = one("x");
    t.errno("fd_pwrite: EFBIG", e.FBIG, wasi.fd_pwrite(writing, t.at(&pairs), 1, most_file_bytes, t.at(&done)));
    t.errno("fd_pwrite: EDQUOT", e.DQUOT, wasi.fd_pwrite(writing, t.at(&pairs), 1, 1 << 20, t.at(&done)));
}

fn read() void {
    rewind();
    t.ok("fd_read: file", transfer(readAny, file, buffer[0..3]));
    t.same("fd_read: what was written", "hel", buffer[0..done]);
    const pairs = one(buffer[0..4]) ++ one(buffer[4..8]);
    t.ok("fd_read: several ranges", wasi.fd_read(file, t.at(&pairs), 2, t.at(&done)));
    t.same("fd_read: what is left", "loabcd", buffer[0..done]);
    t.ok("fd_read: at the end", transfer(readAny, file, &buffer));
    t.equal("fd_read: nothing", 0, done);
    t.ok("fd_read: at most 64 KiB a call", transfer(readAny, t.open("sandbox/large", 0, wasi.right.READ, 0), &large));
    t.equal("fd_read: a short count", most_bytes_a_call, done);
    t.errno("fd_read: EISDIR", e.ISDIR, transfer(readAny, t.ROOT, &buffer));
    t.errno("fd_read: EBADF for a file open for writing", e.BADF, transfer(readAny, writing, &buffer));
}

fn pwrite() void {
    const pairs = one("HE");
    rewind();
    t.ok("fd_pwrite: file", wasi.fd_pwrite(file, t.at(&pairs), 1, 0, t.at(&done)));
    t.equal("fd_pwrite: all of it", 2, done);
    _ = transfer(readAny, file, buffer[0..3]);
    t.same("fd_pwrite: leaves the position", "HEl", buffer[0..done]);
    t.errno("fd_pwrite: EINVAL for an offset of more than 63 bits", e.INVAL, wasi.fd_pwrite(file, t.at(&pairs), 1, 1 << 63, t.at(&done)));
    t.errno("fd_pwrite: EISDIR", e.ISDIR, transfer(pwriteAny, t.ROOT, "x"));
    t.errno("fd_pwrite: ESPIPE for a stream", e.SPIPE, transfer(pwriteAny, 1, "x"));
    t.errno("fd_pwrite: EBADF for a file open for reading", e.BADF, transfer(pwriteAny, reading, "x"));
}

fn pread() void {
    const pairs = one(&buffer);
    t.ok("fd_pread: file", wasi.fd_pread(file, t.at(&pairs), 1, 6, t.at(&done)));
    t.same("fd_pread: from the offset", "bcd", buffer[0..done]);
    t.ok("fd_pread: far beyond the end", wasi.fd_pread(file, t.at(&pairs), 1, (1 << 63) - 1, t.at(&done)));
    t.equal("fd_pread: nothing", 0, done);
    t.errno("fd_pread: EINVAL for an offset of more than 63 bits", e.INVAL, wasi.fd_pread(file, t.at(&pairs), 1, 1 << 63, t.at(&done)));
    t.errno("fd_pread: EISDIR", e.ISDIR, transfer(preadAny, t.ROOT, &buffer));
    t.errno("fd_pread: ESPIPE for a stream", e.SPIPE, transfer(preadAny, 0, &buffer));
    t.errno("fd_pread: EBADF for a file open for writing", e.BADF, transfer(preadAny, writing, &buffer));
}

fn append() void {
    const appending = t.open("sandbox/f", 0, wasi.right.WRITE, wasi.fdflag.APPEND);
    var position: u64 = 0;
    _ = wasi.fd_seek(appending, 0, 0, t.at(&position));
    t.ok("fd_write: with append", transfer(writeAny, appending, "!"));
    _ = wasi.fd_tell(appending, t.at(&position));
    t.equal("fd_write: with append goes to the end", 10, position);
}

/// What all four refuse alike.
fn vectors(comptime name: []const u8, function: Transfer) void {
    const good = one(&buffer);
    const outside = good ++ [1]wasi.Vector{.{ .pointer = t.memoryEnd() - 1, .length = 2 }};
    const endless = [1]wasi.Vector{.{ .pointer = 1, .length = 0xffff_ffff }};
    t.ok(name ++ ": no range", function(file, t.at(&good), 0, t.at(&done)));
    t.equal(name ++ ": no bytes", 0, done);
    t.errno(name ++ ": EBADF", e.BADF, function(t.CLOSED, t.at(&good), 1, t.at(&done)));
    t.errno(name ++ ": EBADF for the last number", e.BADF, function(0xffff_ffff, t.at(&good), 1, t.at(&done)));
    t.errno(name ++ ": EFAULT for the array", e.FAULT, function(file, t.memoryEnd() - 7, 1, t.at(&done)));
    t.errno(name ++ ": EFAULT for a range", e.FAULT, function(file, t.at(&outside), 2, t.at(&done)));
    t.errno(name ++ ": EFAULT for a range that wraps", e.FAULT, function(file, t.at(&endless), 1, t.at(&done)));
    t.errno(name ++ ": EFAULT for the count", e.FAULT, function(file, t.at(&good), 1, t.memoryEnd() - 3));
    t.errno(name ++ ": EINVAL for too many ranges", e.INVAL, function(file, t.at(&good), most_vectors + 1, t.at(&done)));
}

fn readStream() void {
    host.stdin(3);
    t.ok("fd_read: stdin", transfer(readAny, 0, &buffer));
    t.same("fd_read: stdin gives what is there", "xxx", buffer[0..done]);
    t.ok("fd_read: stdin at its end", transfer(readAny, 0, &buffer));
    t.equal("fd_read: stdin at its end gives nothing", 0, done);
    t.errno("fd_read: EBADF for stdout", e.BADF, transfer(readAny, 1, &buffer));
    host.interrupted(1);
    const interrupted = transfer(readAny, 0, &buffer);
    host.interrupted(0);
    t.errno("fd_read: EINTR", e.INTR, interrupted);
    _ = wasi.fd_fdstat_set_flags(0, wasi.fdflag.NONBLOCK);
    host.readable(0);
    t.errno("fd_read: EAGAIN from a stdin that does not wait", e.AGAIN, transfer(readAny, 0, &buffer));
    host.readable(1);
    t.ok("fd_read: stdin that does not wait, when it is ready", transfer(readAny, 0, &buffer));
    _ = wasi.fd_fdstat_set_flags(0, 0);
}

fn writeStream() void {
    t.ok("fd_write: stderr", transfer(writeAny, 2, "to stderr"));
    t.equal("fd_write: stderr takes all", 9, done);
    t.errno("fd_write: EBADF for stdin", e.BADF, transfer(writeAny, 0, "x"));
    host.interrupted(1);
    const interrupted = transfer(writeAny, 2, "x");
    host.interrupted(0);
    t.errno("fd_write: EINTR", e.INTR, interrupted);
}
