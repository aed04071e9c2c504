//! Arguments and environment: both are empty.

const t = @import("harness.zig");
const wasi = @import("wasi.zig");
const e = wasi.errno;

export fn run() u32 {
    list("args", wasi.args_sizes_get, wasi.args_get);
    list("environ", wasi.environ_sizes_get, wasi.environ_get);
    return t.end();
}

fn list(
    comptime name: []const u8,
    sizesGet: *const fn (u32, u32) callconv(.c) wasi.Errno,
    get: *const fn (u32, u32) callconv(.c) wasi.Errno,
) void {
    var sizes = [2]u32{ 7, 7 };
    t.ok(name ++ "_sizes_get: succeeds", sizesGet(t.at(&sizes[0]), t.at(&sizes[1])));
    t.equal(name ++ "_sizes_get: none", 0, sizes[0]);
    t.equal(name ++ "_sizes_get: no bytes", 0, sizes[1]);
    t.errno(name ++ "_sizes_get: EFAULT for the count", e.FAULT, sizesGet(t.memoryEnd() - 3, t.at(&sizes[1])));
    t.errno(name ++ "_sizes_get: EFAULT for the bytes", e.FAULT, sizesGet(t.at(&sizes[0]), t.memoryEnd() - 3));
    t.ok(name ++ "_get: succeeds", get(t.at(&sizes[0]), t.at(&sizes[1])));
    t.ok(name ++ "_get: nothing is written, so the end of memory will do", get(t.memoryEnd(), t.memoryEnd()));
    t.errno(name ++ "_get: EFAULT for the pointers", e.FAULT, get(t.memoryEnd() + 1, t.at(&sizes[1])));
    t.errno(name ++ "_get: EFAULT for the text", e.FAULT, get(t.at(&sizes[0]), 0xffff_ffff));
}
