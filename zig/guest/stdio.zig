//! `read` and `write`, which CPython's FileIO ends in, and `readv` and `writev`, in which C's own streams do. Standard output
//! is line-buffered here, so that a `print` costs one host call a line although sys.stdout itself is unbuffered, reads of
//! standard input are counted, and a terminal's rules are kept while one drives.

const control = @import("control.zig");
const libc = @import("libc.zig");
const pipes = @import("pipes.zig");
const tty = @import("tty.zig");
const wasi = @import("wasi.zig");

const stdin_fd = 0;
const stdout_fd = 1;
const stderr_fd = 2;

pub var buffer: [8192]u8 = undefined;

/// Nothing is held of standard output once the program has other ways to it, or leads it elsewhere: what it writes by one way
/// stands before what it writes later by another.
var shared = false;

export fn serpentarium_share_output() void {
    _ = send(control.block.stdout_pending);
    shared = true;
}

/// What is held back goes out.
export fn serpentarium_flush_output() void {
    _ = send(control.block.stdout_pending);
}

export fn read(fd: c_int, target: [*]u8, count: usize) isize {
    if (pipes.has(fd)) return pipes.serpentarium_read_pipe(fd, target, count);
    if (tty.reads(fd)) return tty.read(target[0..count], echo);
    if (fd == stdin_fd) control.block.stdin_reads +%= 1;
    const vector: wasi.Vector = .{ .base = target, .len = count };
    var done: usize = 0;
    return libc.result(wasi.__wasi_fd_read(fd, &vector, 1, &done), done);
}

/// What a program does not wait to see is shown with what it writes next.
fn echo(bytes: []const u8) void {
    _ = write(stdout_fd, bytes.ptr, bytes.len);
    _ = send(control.block.stdout_pending);
}

export fn write(fd: c_int, source: [*]const u8, count: usize) isize {
    if (pipes.has(fd)) return pipes.serpentarium_write_pipe(fd, source, count);
    const bytes = source[0..count];
    return if (tty.addsReturns(fd)) writeCooked(fd, bytes) else writePlain(fd, bytes);
}

fn writePlain(fd: c_int, bytes: []const u8) isize {
    return switch (fd) {
        stdout_fd => if (shared) writeAll(fd, bytes) else writeOutput(bytes),
        stderr_fd => writeError(bytes),
        else => writeOnce(fd, bytes),
    };
}

/// With a carriage return before each newline, piece by piece.
fn writeCooked(fd: c_int, bytes: []const u8) isize {
    var piece: [512]u8 = undefined;
    var sent: usize = 0;
    while (sent < bytes.len) {
        const used = cook(bytes[sent..], &piece);
        if (writePlain(fd, piece[0..used.length]) < 0) return if (sent > 0) @intCast(sent) else -1;
        sent += used.count;
    }
    return @intCast(sent);
}

const Cooked = struct { count: usize, length: usize };

fn cook(bytes: []const u8, piece: []u8) Cooked {
    var length: usize = 0;
    for (bytes, 0..) |byte, count| {
        if (length + 2 > piece.len) return .{ .count = count, .length = length };
        if (byte == '\n') {
            piece[length] = '\r';
            length += 1;
        }
        piece[length] = byte;
        length += 1;
    }
    return .{ .count = bytes.len, .length = length };
}

/// One vector a call: C's streams take a short count for what it is, and come back with the rest.
export fn readv(fd: c_int, vectors: [*]const wasi.Vector, count: c_int) isize {
    const vector = firstFilled(vectors, count) orelse return 0;
    return read(fd, vector.base, vector.len);
}

export fn writev(fd: c_int, vectors: [*]const wasi.Vector, count: c_int) isize {
    const vector = firstFilled(vectors, count) orelse return 0;
    return write(fd, vector.base, vector.len);
}

fn firstFilled(vectors: [*]const wasi.Vector, count: c_int) ?wasi.Vector {
    for (vectors[0..@intCast(count)]) |vector| if (vector.len > 0) return vector;
    return null;
}

/// New bytes are held, then all that is held goes out up to its last newline. What the buffer cannot hold goes out at once.
fn writeOutput(bytes: []const u8) isize {
    if (!hold(bytes)) {
        const failure = send(control.block.stdout_pending);
        if (failure != 0) return libc.result(failure, 0);
        if (!hold(bytes)) return writeAll(stdout_fd, bytes);
    }
    const last = lastNewline(bytes) orelse return @intCast(bytes.len);
    const failure = send(control.block.stdout_pending - (bytes.len - last - 1));
    // An interrupted write is not a lost one: what is held goes out with the next.
    if (failure == 0 or failure == libc.EINTR) return @intCast(bytes.len);
    control.block.stdout_pending = 0;
    return libc.result(failure, 0);
}

/// What a program printed before stands before its error output.
fn writeError(bytes: []const u8) isize {
    _ = send(control.block.stdout_pending);
    return writeAll(stderr_fd, bytes);
}

fn hold(bytes: []const u8) bool {
    const pending = &control.block.stdout_pending;
    if (bytes.len > buffer.len - pending.*) return false;
    @memcpy(buffer[pending.*..][0..bytes.len], bytes);
    pending.* += bytes.len;
    return true;
}

/// Sends the first `count` bytes of those held; 0 or an errno, in which case what was not sent stays held. Nothing counts
/// as pending during the call, lest the host take it twice.
fn send(count: usize) u16 {
    const held = control.block.stdout_pending;
    control.block.stdout_pending = 0;
    var sent: usize = 0;
    var failure: u16 = 0;
    while (sent < count and failure == 0) {
        const vector: wasi.Vector = .{ .base = buffer[sent..].ptr, .len = count - sent };
        var done: usize = 0;
        failure = wasi.__wasi_fd_write(stdout_fd, &vector, 1, &done);
        if (failure == 0) sent += done;
    }
    for (sent..held) |i| buffer[i - sent] = buffer[i];
    control.block.stdout_pending = held - sent;
    return failure;
}

/// CPython's unbuffered text layer ignores a short count, so this one does not stop at one.
fn writeAll(fd: c_int, bytes: []const u8) isize {
    var sent: usize = 0;
    while (sent < bytes.len) {
        const done = writeOnce(fd, bytes[sent..]);
        if (done < 0) return if (sent > 0) @intCast(sent) else done;
        sent += @intCast(done);
    }
    return @intCast(sent);
}

fn writeOnce(fd: c_int, bytes: []const u8) isize {
    const vector: wasi.Vector = .{ .base = @constCast(bytes.ptr), .len = bytes.len };
    var done: usize = 0;
    return libc.result(wasi.__wasi_fd_write(fd, &vector, 1, &done), done);
}

fn lastNewline(bytes: []const u8) ?usize {
    var at = bytes.len;
    while (at > 0) {
        at -= 1;
        if (bytes[at] == '\n') return at;
    }
    return null;
}
