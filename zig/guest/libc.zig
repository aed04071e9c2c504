//! What Zig's libc lacks on this target, or does in a way that CPython cannot use.

const wasi = @import("wasi.zig");

pub const EINTR = 4;
pub const ENOMEM = 12;
pub const EINVAL = 22;
pub const ENOTTY = 25;

extern fn __errno_location() *c_int;

pub fn setErrno(value: c_int) void {
    __errno_location().* = value;
}

/// The C convention for a WASI call: the count, or -1 and errno.
pub fn result(failure: u16, done: usize) isize {
    if (failure == 0) return @intCast(done);
    setErrno(failure);
    return -1;
}

const realtime_clock = 0;
const monotonic_clock = 1;
const cpu_clock = 2;

const Timespec = extern struct { seconds: i64, nanoseconds: c_long };
const TIMER_ABSTIME = 1;

/// Zig's libc answers every failure with ENOTSUP; an interrupt must be EINTR, upon which CPython looks for signals.
export fn clock_nanosleep(id: c_int, flags: c_int, request: *const Timespec, _: ?*Timespec) c_int {
    if (flags & ~@as(c_int, TIMER_ABSTIME) != 0) return EINVAL;
    const timeout = toNanoseconds(request) orelse return EINVAL;
    return sleep(@bitCast(id), timeout, @intCast(flags));
}

export fn nanosleep(request: *const Timespec, remaining: ?*Timespec) c_int {
    const failure = clock_nanosleep(realtime_clock, 0, request, remaining);
    if (failure == 0) return 0;
    setErrno(failure);
    return -1;
}

fn toNanoseconds(time: *const Timespec) ?u64 {
    if (time.nanoseconds < 0 or time.nanoseconds >= 1_000_000_000) return null;
    const seconds: u64 = @intCast(@max(time.seconds, 0));
    return (seconds *| 1_000_000_000) +| @as(u64, @intCast(time.nanoseconds));
}

fn sleep(id: u32, timeout: u64, flags: u16) c_int {
    const subscription: wasi.Subscription = .{ .clock = .{ .id = id, .timeout = timeout, .flags = flags } };
    var event: wasi.Event = undefined;
    var events: usize = 0;
    const failure = wasi.__wasi_poll_oneoff(&subscription, &event, 1, &events);
    if (failure != 0) return failure;
    return if (events > 0) event.failure else 0;
}

const an_hour = 3600 * 1_000_000_000;

/// No other thread can signal, so only an interrupt ends this wait: Zig's libc traps here, CPython takes a return without
/// the lock as "look for signals, then wait again".
export fn pthread_cond_wait(_: *anyopaque, _: *anyopaque) c_int {
    _ = sleep(monotonic_clock, an_hour, 0);
    return 0;
}

/// Zig's libc loops for ever here once a key has no destructor to find.
export fn pthread_key_delete(_: c_uint) c_int {
    return 0;
}

/// `struct tms`.
const Times = extern struct { user: i64, system: i64 = 0, children_user: i64 = 0, children_system: i64 = 0 };

/// What sysconf says of a tick.
const tick = 1_000_000_000 / 100;

/// In ticks, for which Zig's libc takes nanoseconds; and of the processor, not since the start.
export fn times(target: *Times) i64 {
    target.* = .{ .user = ticks(cpu_clock) };
    return ticks(monotonic_clock);
}

fn ticks(id: u32) i64 {
    var nanoseconds: u64 = 0;
    _ = wasi.__wasi_clock_time_get(id, 1, &nanoseconds);
    return @intCast(nanoseconds / tick);
}

/// Of the processor as well: what C, and SQLite, time themselves by.
export fn clock() i64 {
    var nanoseconds: u64 = 0;
    _ = wasi.__wasi_clock_time_get(cpu_clock, 1, &nanoseconds);
    return @intCast(nanoseconds);
}
