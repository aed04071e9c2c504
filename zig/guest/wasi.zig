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
        flags: u16 = 0,
    };

    /// Waits until `fd` can be read; its number stands where a clock's does.
    pub fn reading(fd: c_int) Subscription {
        return .{ .tag = read_event, .clock = .{ .id = @intCast(fd), .timeout = 0 } };
    }
};

pub const Event = extern struct {
    userdata: u64,
    failure: u16,
    kind: u8,
    bytes: u64,
    flags: u16,
};

pub const read_event = 1;

pub const DescriptorStatus = extern struct { kind: u8, flags: u16, rights: u64, inherited_rights: u64 };

pub const nonblocking: u16 = 4;

comptime {
    if (@sizeOf(Subscription) != 48 or @offsetOf(Subscription, "clock") != 16) @compileError("subscription layout");
    if (@sizeOf(Event) != 32) @compileError("event layout");
}

pub extern fn __wasi_clock_time_get(clock: u32, precision: u64, result: *u64) u16;
pub extern fn __wasi_fd_read(fd: c_int, vectors: [*c]const Vector, count: usize, done: *usize) u16;
pub extern fn __wasi_fd_write(fd: c_int, vectors: [*c]const Vector, count: usize, done: *usize) u16;
pub extern fn __wasi_fd_fdstat_get(fd: c_int, status: *DescriptorStatus) u16;
pub extern fn __wasi_fd_fdstat_set_flags(fd: c_int, flags: u16) u16;
pub extern fn __wasi_poll_oneoff(in: [*c]const Subscription, out: [*c]Event, count: usize, events: *usize) u16;
