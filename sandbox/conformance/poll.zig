//! Waiting for clocks and descriptors.

const host = @import("host.zig");
const t = @import("harness.zig");
const wasi = @import("wasi.zig");
const e = wasi.errno;

const CLOCK = 0;
const READ = 1;
const WRITE = 2;
const MONOTONIC = 1;
const ABSOLUTE = 1;
const for_ever = ~@as(u64, 0);
const a_while = 2_000_000;
const most_subscriptions = 1024;

var events: [4]wasi.Event = undefined;
var happened: u32 = 0;

export fn run() u32 {
    clocks();
    descriptors();
    interrupt();
    refusals();
    return t.end();
}

fn clock(timeout: u64, flags: u16) wasi.Subscription {
    return .{ .user_data = 7, .kind = CLOCK, .clock = MONOTONIC, .timeout = timeout, .flags = flags };
}

/// The descriptor stands where a clock has its number.
fn on(kind: u8, fd: u32) wasi.Subscription {
    return .{ .user_data = fd, .kind = kind, .clock = fd };
}

fn poll(subscriptions: []const wasi.Subscription) wasi.Errno {
    return wasi.poll_oneoff(t.at(subscriptions.ptr), t.at(&events), @intCast(subscriptions.len), t.at(&happened));
}

fn clocks() void {
    var before: u64 = 0;
    var after: u64 = 0;
    _ = wasi.clock_time_get(MONOTONIC, 0, t.at(&before));
    t.ok("poll_oneoff: clock", poll(&.{clock(a_while, 0)}));
    _ = wasi.clock_time_get(MONOTONIC, 0, t.at(&after));
    t.check("poll_oneoff: waits for the time", after - before >= a_while - 1000);
    t.equal("poll_oneoff: clock is one event", 1, happened);
    t.equal("poll_oneoff: clock with its user data", 7, events[0].user_data);
    t.equal("poll_oneoff: clock without an error", e.SUCCESS, events[0].errno);
    t.equal("poll_oneoff: clock by its kind", CLOCK, events[0].kind);
    t.ok("poll_oneoff: absolute time that has passed", poll(&.{clock(1, ABSOLUTE)}));
    t.ok("poll_oneoff: absolute time to come", poll(&.{clock(after + a_while, ABSOLUTE)}));
    t.equal("poll_oneoff: absolute time is one event", 1, happened);
    t.ok("poll_oneoff: the earlier of two clocks", poll(&.{ clock(for_ever, 0), clock(a_while, 0) }));
    t.equal("poll_oneoff: is the only event", 1, happened);
}

fn descriptors() void {
    host.readable(1);
    t.ok("poll_oneoff: stdin that is ready", poll(&.{ on(READ, 0), clock(for_ever, 0) }));
    t.equal("poll_oneoff: stdin is one event", 1, happened);
    t.equal("poll_oneoff: stdin by its kind", READ, events[0].kind);
    t.check("poll_oneoff: stdin has something to read", events[0].bytes > 0);
    host.readable(0);
    t.ok("poll_oneoff: stdin that is not ready, and a clock", poll(&.{ on(READ, 0), clock(a_while, 0) }));
    t.equal("poll_oneoff: clock alone", CLOCK, events[0].kind);
    t.equal("poll_oneoff: clock alone is one event", 1, happened);
    const file = t.create("sandbox/f");
    t.ok("poll_oneoff: what never waits", poll(&.{ on(WRITE, 1), on(READ, file), on(WRITE, file) }));
    t.equal("poll_oneoff: is ready", 3, happened);
    t.ok("poll_oneoff: closed descriptor", poll(&.{ on(READ, t.CLOSED), on(WRITE, t.CLOSED) }));
    t.equal("poll_oneoff: closed descriptors are events", 2, happened);
    t.errno("poll_oneoff: EBADF in the event of a read", e.BADF, events[0].errno);
    t.errno("poll_oneoff: EBADF in the event of a write", e.BADF, events[1].errno);
}

fn interrupt() void {
    host.interrupted(1);
    const interrupted = poll(&.{ on(READ, 0), clock(for_ever, 0) });
    host.interrupted(0);
    t.errno("poll_oneoff: EINTR", e.INTR, interrupted);
}

fn refusals() void {
    const good = clock(0, 0);
    var unknown_clock = good;
    unknown_clock.clock = 4;
    t.errno("poll_oneoff: EINVAL for nothing to wait for", e.INVAL, poll(&.{}));
    t.errno("poll_oneoff: EINVAL for another kind", e.INVAL, poll(&.{on(3, 0)}));
    t.errno("poll_oneoff: EINVAL for the last kind", e.INVAL, poll(&.{on(255, 0)}));
    t.errno("poll_oneoff: EINVAL for another clock", e.INVAL, poll(&.{unknown_clock}));
    t.errno("poll_oneoff: EINVAL for another flag", e.INVAL, poll(&.{clock(0, 2)}));
    t.errno("poll_oneoff: EINVAL for too many", e.INVAL, many(most_subscriptions + 1));
    t.errno("poll_oneoff: EINVAL for the last number", e.INVAL, many(0xffff_ffff));
    t.errno("poll_oneoff: EFAULT for the subscriptions", e.FAULT, at(t.memoryEnd() - 47, t.at(&events), t.at(&happened)));
    t.errno("poll_oneoff: EFAULT for the events", e.FAULT, at(t.at(&good), t.memoryEnd() - 31, t.at(&happened)));
    t.errno("poll_oneoff: EFAULT for the count", e.FAULT, at(t.at(&good), t.at(&events), t.memoryEnd() - 3));
}

fn many(count: u32) wasi.Errno {
    return wasi.poll_oneoff(0, 0, count, t.at(&happened));
}

fn at(subscriptions: u32, results: u32, count: u32) wasi.Errno {
    return wasi.poll_oneoff(subscriptions, results, 1, count);
}
