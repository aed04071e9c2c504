//! Names of machines, which Zig's libc lacks and `socket` links against: of others nothing is ever found, and this one has
//! the name that every machine has.

const HOST_NOT_FOUND = 1;

var h_errno: c_int = 0;

export fn __h_errno_location() *c_int {
    return &h_errno;
}

export fn hstrerror(_: c_int) [*:0]const u8 {
    return "Unknown host";
}

export fn gethostbyname(_: [*:0]const u8) ?*anyopaque {
    h_errno = HOST_NOT_FOUND;
    return null;
}

export fn gethostbyaddr(_: *const anyopaque, _: c_uint, _: c_int) ?*anyopaque {
    h_errno = HOST_NOT_FOUND;
    return null;
}

const own_name = "localhost";

export fn gethostname(buffer: [*]u8, length: usize) c_int {
    const name = own_name ++ "\x00";
    const count = @min(length, name.len);
    @memcpy(buffer[0..count], name[0..count]);
    return 0;
}

/// `struct utsname`.
const SystemName = extern struct {
    system: [65]u8,
    node: [65]u8,
    release: [65]u8,
    version: [65]u8,
    machine: [65]u8,
    domain: [65]u8,
};

/// As Zig's libc answers, but for this machine's name.
export fn uname(answer: *SystemName) c_int {
    answer.* = .{
        .system = padded("wasi"),
        .node = padded(own_name),
        .release = padded("0.0.0"),
        .version = padded("0.0.0"),
        .machine = padded("wasm32"),
        .domain = padded("(none)"),
    };
    return 0;
}

fn padded(text: []const u8) [65]u8 {
    var field: [65]u8 = @splat(0);
    @memcpy(field[0..text.len], text);
    return field;
}

export fn getservbyname(_: [*:0]const u8, _: ?[*:0]const u8) ?*anyopaque {
    return null;
}

export fn getservbyport(_: c_int, _: ?[*:0]const u8) ?*anyopaque {
    return null;
}

export fn getprotobyname(_: [*:0]const u8) ?*anyopaque {
    return null;
}
