//! The guest's own part of python.wasm; each file below exports what its first line says.

comptime {
    _ = @import("abi.zig");
    _ = @import("keys.zig");
    _ = @import("libc.zig");
    _ = @import("malloc.zig");
    _ = @import("math.zig");
    _ = @import("netdb.zig");
    _ = @import("remainder.zig");
    _ = @import("stdio.zig");
    _ = @import("termcap.zig");
    _ = @import("tty.zig");
}
