//! The few WASI preview1 imports that the guest calls itself, by the names of wasi-libc's wrappers.

pub const Vector = extern struct { base: [*]u8, len: usize };

pub const Subscription = extern struct {
    userdata: u64 = 0,
    tag: u8 = 0,
    clock: Clock,

    pub const Clock = extern struct {
        id: u32,
        timeout: u64,
        precision: u64 = 0,
        flags: u16,
    };
};

pub const Event = extern struct {
    userdata: u64,
    failure: u16,
    kind: u8,
    bytes: u64,
    flags: u16,
};

comptime {
    if (@sizeOf(Subscription) != 48 or @offsetOf(Subscription, "clock") != 16) @compileError("subscription layout");
    if (@sizeOf(Event) != 32) @compileError("event layout");
}

pub extern fn __wasi_fd_read(fd: c_int, vectors: [*c]const Vector, count: usize, done: *usize) u16;
pub extern fn __wasi_fd_write(fd: c_int, vectors: [*c]const Vector, count: usize, done: *usize) u16;
pub extern fn __wasi_poll_oneoff(in: *const Subscription, out: *Event, count: usize, events: *usize) u16;
