//! The clocks.

const t = @import("harness.zig");
const wasi = @import("wasi.zig");
const e = wasi.errno;

const names = [_][]const u8{ "realtime", "monotonic", "process CPU time", "thread CPU time" };
const year_2024 = 1_704_067_200_000_000_000;
const microsecond = 1_000;

export fn run() u32 {
    inline for (names, 0..) |name, id| each(name, id);
    var time: u64 = 0;
    _ = wasi.clock_time_get(0, 0, t.at(&time));
    t.check("clock_time_get: realtime counts from 1970", time > year_2024);
    t.errno("clock_res_get: EINVAL for a clock that does not exist", e.INVAL, wasi.clock_res_get(4, t.at(&time)));
    t.errno("clock_res_get: EINVAL for the last number", e.INVAL, wasi.clock_res_get(0xffff_ffff, t.at(&time)));
    t.errno("clock_res_get: EFAULT", e.FAULT, wasi.clock_res_get(0, t.memoryEnd() - 7));
    t.errno("clock_time_get: EINVAL for a clock that does not exist", e.INVAL, wasi.clock_time_get(4, 0, t.at(&time)));
    t.errno("clock_time_get: EINVAL for the last number", e.INVAL, wasi.clock_time_get(0xffff_ffff, 0, t.at(&time)));
    t.errno("clock_time_get: EFAULT", e.FAULT, wasi.clock_time_get(1, 0, t.memoryEnd() - 7));
    t.ok("set_alarm", wasi.set_alarm(0, microsecond));
    t.ok("set_alarm: taken back", wasi.set_alarm(0, 0));
    t.ok("set_alarm: the longest delay", wasi.set_alarm(2, 0x7fff_ffff_ffff_ffff));
    t.errno("set_alarm: EINVAL for a timer that does not exist", e.INVAL, wasi.set_alarm(3, microsecond));
    t.errno("set_alarm: EINVAL for less than nothing", e.INVAL, wasi.set_alarm(0, ~@as(u64, 0)));
    return t.end();
}

fn each(comptime name: []const u8, id: u32) void {
    var first: u64 = 0;
    var second: u64 = 0;
    t.ok("clock_res_get: " ++ name, wasi.clock_res_get(id, t.at(&first)));
    t.equal("clock_res_get: " ++ name ++ " is coarsened to a microsecond", microsecond, first);
    t.ok("clock_time_get: " ++ name, wasi.clock_time_get(id, 0, t.at(&first)));
    t.equal("clock_time_get: " ++ name ++ " keeps to its resolution", 0, first % microsecond);
    t.ok("clock_time_get: " ++ name ++ " with a precision that nobody has", wasi.clock_time_get(id, ~@as(u64, 0), t.at(&second)));
    t.check("clock_time_get: " ++ name ++ " does not go back", second >= first);
}
