//! `read` and `write`, which CPython's FileIO ends in: standard output is line-buffered here, so that a `print` costs one
//! host call a line although sys.stdout itself is unbuffered, and reads of standard input are counted.

const control = @import("control.zig");
const libc = @import("libc.zig");
const wasi = @import("wasi.zig");

const stdin_fd = 0;
const stdout_fd = 1;
const stderr_fd = 2;

pub var buffer: [8192]u8 = undefined;

export fn read(fd: c_int, target: [*]u8, count: usize) isize {
    if (fd == stdin_fd) control.block.stdin_reads +%= 1;
    const vector: wasi.Vector = .{ .base = target, .len = count };
    var done: usize = 0;
    return libc.result(wasi.__wasi_fd_read(fd, &vector, 1, &done), done);
}

export fn write(fd: c_int, source: [*]const u8, count: usize) isize {
    const bytes = source[0..count];
    return switch (fd) {
        stdout_fd => writeOutput(bytes),
        stderr_fd => writeError(bytes),
        else => writeOnce(fd, bytes),
    };
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
