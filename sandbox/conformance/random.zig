//! Entropy.

const t = @import("harness.zig");
const wasi = @import("wasi.zig");
const e = wasi.errno;

var buffer: [100_000]u8 = @splat(0);

export fn run() u32 {
    t.ok("random_get: some", wasi.random_get(t.at(&buffer), 64));
    t.check("random_get: not all zeros", anyOf(buffer[0..64]));
    t.check("random_get: no more than asked for", !anyOf(buffer[64..]));
    t.ok("random_get: more than the host moves at once", wasi.random_get(t.at(&buffer), buffer.len));
    t.check("random_get: up to the end", anyOf(buffer[buffer.len - 64 ..]));
    t.ok("random_get: none", wasi.random_get(t.at(&buffer), 0));
    t.ok("random_get: none, at the end of memory", wasi.random_get(t.memoryEnd(), 0));
    t.errno("random_get: EFAULT", e.FAULT, wasi.random_get(t.memoryEnd() - 1, 2));
    t.errno("random_get: EFAULT for a length that wraps", e.FAULT, wasi.random_get(1, 0xffff_ffff));
    return t.end();
}

fn anyOf(bytes: []const u8) bool {
    for (bytes) |byte| if (byte != 0) return true;
    return false;
}
