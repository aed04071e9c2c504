//! Sockets: no descriptor is one.

const t = @import("harness.zig");
const wasi = @import("wasi.zig");
const e = wasi.errno;

export fn run() u32 {
    const file = t.create("sandbox/f");
    for ([_]u32{ 0, 1, t.ROOT, file }) |fd| each("ENOTSOCK", e.NOTSOCK, fd);
    for ([_]u32{ t.CLOSED, 0xffff_ffff }) |fd| each("EBADF", e.BADF, fd);
    return t.end();
}

fn each(comptime name: []const u8, wanted: wasi.Errno, fd: u32) void {
    var done: u32 = 0;
    const vector = wasi.Vector{ .pointer = t.at(&done), .length = 4 };
    t.errno("sock_accept: " ++ name, wanted, wasi.sock_accept(fd, 0, t.at(&done)));
    t.errno("sock_recv: " ++ name, wanted, wasi.sock_recv(fd, t.at(&vector), 1, 0, t.at(&done), t.at(&done)));
    t.errno("sock_send: " ++ name, wanted, wasi.sock_send(fd, t.at(&vector), 1, 0, t.at(&done)));
    for (0..4) |how| t.errno("sock_shutdown: " ++ name, wanted, wasi.sock_shutdown(fd, @intCast(how)));
}
