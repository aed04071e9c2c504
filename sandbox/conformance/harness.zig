//! What the programs share. An expectation is a line on stdout, `ok NAME` or `FAILED NAME: …`; the last line is
//! `end COUNT`, and the exported `run` returns how many failed.

const wasi = @import("wasi.zig");

/// Where the root directory stands, and a number at which nothing does.
pub const ROOT = 3;
pub const CLOSED = 15;

var count: u32 = 0;
var failures: u32 = 0;

/// Checks what a call answered.
pub fn errno(name: []const u8, wanted: wasi.Errno, got: wasi.Errno) void {
    equal(name, wanted, got);
}

/// Checks that a call succeeded.
pub fn ok(name: []const u8, got: wasi.Errno) void {
    equal(name, wasi.errno.SUCCESS, got);
}

pub fn equal(name: []const u8, wanted: u64, got: u64) void {
    count += 1;
    if (wanted == got) return say(&.{ "ok ", name });
    failures += 1;
    var digits: [2][20]u8 = undefined;
    say(&.{ "FAILED ", name, ": wanted ", decimal(wanted, &digits[0]), ", got ", decimal(got, &digits[1]) });
}

pub fn check(name: []const u8, holds: bool) void {
    equal(name, 1, @intFromBool(holds));
}

pub fn same(name: []const u8, wanted: []const u8, got: []const u8) void {
    var equal_bytes = wanted.len == got.len;
    if (equal_bytes) {
        for (wanted, got) |a, b| equal_bytes = equal_bytes and a == b;
    }
    check(name, equal_bytes);
}

/// To be returned by `run`.
pub fn end() u32 {
    var digits: [20]u8 = undefined;
    say(&.{ "end ", decimal(count, &digits) });
    return failures;
}

/// A pointer as the host is given it.
pub fn at(pointer: anytype) u32 {
    return @intCast(@intFromPtr(pointer));
}

pub fn length(text: []const u8) u32 {
    return @intCast(text.len);
}

/// The first address beyond the memory.
pub fn memoryEnd() u32 {
    return @intCast(@wasmMemorySize(0) * 65536);
}

/// Opens something below the root that must be there; a number at which nothing stands when it is not.
pub fn open(path: []const u8, oflags: u32, rights: u64, fdflags: u32) u32 {
    var opened: u32 = CLOSED;
    const failure = wasi.path_open(ROOT, wasi.FOLLOW, at(path.ptr), length(path), oflags, rights, 0, fdflags, at(&opened));
    return if (failure == wasi.errno.SUCCESS) opened else CLOSED;
}

/// An open file that can be read and written; empty at first.
pub fn create(path: []const u8) u32 {
    return open(path, wasi.oflag.CREATE | wasi.oflag.TRUNCATE, wasi.right.READ | wasi.right.WRITE, 0);
}

/// Writes all of a text to a file, at its position.
pub fn write(fd: u32, text: []const u8) void {
    var done: u32 = 0;
    const vector = wasi.Vector{ .pointer = at(text.ptr), .length = length(text) };
    _ = wasi.fd_write(fd, at(&vector), 1, at(&done));
}

fn say(parts: []const []const u8) void {
    for (parts) |part| write(1, part);
    write(1, "\n");
}

fn decimal(number: u64, digits: *[20]u8) []const u8 {
    var rest = number;
    var first = digits.len;
    while (rest > 0 or first == digits.len) : (rest /= 10) {
        first -= 1;
        digits[first] = @intCast('0' + rest % 10);
    }
    return digits[first..];
}
