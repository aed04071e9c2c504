//! C's allocation functions over the guest's heap, in place of those in Zig's libc.

const heap = @import("heap.zig");
const libc = @import("libc.zig");

export fn malloc(bytes: usize) ?*anyopaque {
    return pointer(heap.allocate(bytes));
}

export fn calloc(count: usize, size: usize) ?*anyopaque {
    const total = @mulWithOverflow(count, size);
    if (total[1] != 0) return pointer(null);
    const address = heap.allocate(total[0]) orelse return pointer(null);
    const bytes: [*]u8 = @ptrFromInt(address);
    @memset(bytes[0..total[0]], 0);
    return bytes;
}

export fn realloc(old: ?*anyopaque, bytes: usize) ?*anyopaque {
    const from = @intFromPtr(old orelse return malloc(bytes));
    if (heap.resize(from, bytes)) return old;
    const to = heap.allocate(bytes) orelse return pointer(null);
    const kept = @min(heap.usableSize(from), bytes);
    const source: [*]const u8 = @ptrFromInt(from);
    const target: [*]u8 = @ptrFromInt(to);
    @memcpy(target[0..kept], source[0..kept]);
    heap.release(from);
    return target;
}

export fn reallocarray(old: ?*anyopaque, count: usize, size: usize) ?*anyopaque {
    const total = @mulWithOverflow(count, size);
    if (total[1] != 0) return pointer(null);
    return realloc(old, total[0]);
}

export fn free(address: ?*anyopaque) void {
    if (address) |block| heap.release(@intFromPtr(block));
}

export fn aligned_alloc(boundary: usize, bytes: usize) ?*anyopaque {
    return pointer(heap.allocateAligned(boundary, bytes));
}

export fn memalign(boundary: usize, bytes: usize) ?*anyopaque {
    return aligned_alloc(boundary, bytes);
}

export fn valloc(bytes: usize) ?*anyopaque {
    return aligned_alloc(65536, bytes);
}

export fn posix_memalign(result: *?*anyopaque, boundary: usize, bytes: usize) c_int {
    const address = heap.allocateAligned(boundary, bytes) orelse return libc.ENOMEM;
    result.* = @ptrFromInt(address);
    return 0;
}

export fn malloc_usable_size(address: ?*anyopaque) usize {
    return if (address) |block| heap.usableSize(@intFromPtr(block)) else 0;
}

fn pointer(address: ?usize) ?*anyopaque {
    return @ptrFromInt(address orelse {
        libc.setErrno(libc.ENOMEM);
        return null;
    });
}
