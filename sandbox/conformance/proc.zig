//! The process: it can yield and end, and that is all.

const t = @import("harness.zig");
const wasi = @import("wasi.zig");
const e = wasi.errno;

export fn run() u32 {
    t.ok("sched_yield: succeeds", wasi.sched_yield());
    t.errno("proc_raise: ENOSYS for SIGTERM", e.NOSYS, wasi.proc_raise(15));
    t.errno("proc_raise: ENOSYS for none", e.NOSYS, wasi.proc_raise(0));
    t.errno("proc_raise: ENOSYS for a signal that does not exist", e.NOSYS, wasi.proc_raise(0xffff_ffff));
    return t.end();
}

/// Never returns.
export fn exit(code: u32) void {
    wasi.proc_exit(code);
}
