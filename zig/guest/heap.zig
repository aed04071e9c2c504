//! The guest's heap: a two-level segregated fit allocator over linear memory.
//!
//! Zig's own allocator for wasm rounds every large block up to a power of two and never joins free blocks again, which a
//! growing list or byte string pays two- and threefold. This one joins neighbours at once, grows a block in place where it
//! can, and asks the operator's memory limit before linear memory grows.
//!
//! A block is a four-byte size word followed by its payload; the lowest two bits of the size word say whether the block and
//! the block before it are free. The last four bytes of a *free* block's payload hold its own address, for the block after it.

const control = @import("control.zig");

const page_size = 65536;
const alignment = 16;
const header_size = 4;
/// Smallest payload: two list links and the trailing address.
const min_payload = alignment - header_size;
/// Linear memory grows by this much where the limit allows, to save calls.
const growth_step = 1 << 20;
const max_request = 1 << 30;

const second_level_bits = 5;
const second_levels = 1 << second_level_bits;
/// Payloads below this share the first row of lists, 16 bytes apart.
const linear_limit = second_levels * alignment;
const first_shift = 9;
const first_levels = 32 - first_shift;
/// Blocks looked at one by one before memory grows.
const longest_walk = 64;

const free_bit: usize = 1;
const previous_free_bit: usize = 2;

const Block = extern struct {
    word: usize,
    next_free: ?*Block,
    previous_free: ?*Block,

    fn payload(self: *Block) usize {
        return @intFromPtr(self) + header_size;
    }

    fn of(address: usize) *Block {
        return @ptrFromInt(address - header_size);
    }

    fn size(self: *const Block) usize {
        return self.word & ~(free_bit | previous_free_bit);
    }

    fn setSize(self: *Block, bytes: usize) void {
        self.word = bytes | (self.word & (free_bit | previous_free_bit));
    }

    fn isFree(self: *const Block) bool {
        return self.word & free_bit != 0;
    }

    /// The block behind this one; the heap's last block is a used one of size 0.
    fn next(self: *Block) *Block {
        return @ptrFromInt(self.payload() + self.size());
    }

    fn previous(self: *Block) *Block {
        const trailing: *const usize = @ptrFromInt(@intFromPtr(self) - header_size);
        return @ptrFromInt(trailing.*);
    }

    fn markFree(self: *Block) void {
        self.word |= free_bit;
        const after = self.next();
        after.word |= previous_free_bit;
        const trailing: *usize = @ptrFromInt(@intFromPtr(after) - header_size);
        trailing.* = @intFromPtr(self);
    }

    fn markUsed(self: *Block) void {
        self.word &= ~free_bit;
        self.next().word &= ~previous_free_bit;
    }
};

const Class = struct { first: u5, second: u5 };

var first_map: u32 = 0;
var second_maps: [first_levels]u32 = @splat(0);
var lists: [first_levels][second_levels]?*Block = @splat(@splat(null));
/// The used block of size 0 at the end of the heap; null until the first allocation.
var sentinel: ?*Block = null;
/// Used blocks that nobody uses, linked by `next_free`.
var withdrawn: ?*Block = null;

extern var __heap_base: u8;

/// A payload of at least `bytes`, 16-byte aligned, or null where memory or the limit is used up.
pub fn allocate(bytes: usize) ?usize {
    const wanted = payloadFor(bytes) orelse return null;
    const block = find(wanted) orelse findAmongAlike(wanted) orelse grow(wanted) orelse useWithdrawn(wanted) orelse return null;
    take(block, wanted);
    return block.payload();
}

/// As `allocate`, aligned to `boundary`, a power of two.
pub fn allocateAligned(boundary: usize, bytes: usize) ?usize {
    if (boundary <= alignment) return allocate(bytes);
    if (boundary > max_request or bytes > max_request) return null;
    const address = allocate(bytes + boundary + 2 * alignment) orelse return null;
    var aligned = (address + boundary - 1) & ~(boundary - 1);
    if (aligned == address) return address;
    // The gap in front becomes a block of its own, so it must hold one.
    if (aligned - address < alignment) aligned += boundary;
    const front = Block.of(address);
    const whole = front.size();
    front.setSize(aligned - address - header_size);
    const block = Block.of(aligned);
    block.word = whole - (aligned - address);
    release(address);
    trim(block, payloadFor(bytes).?);
    return aligned;
}

pub fn release(address: usize) void {
    var block = Block.of(address);
    if (block.word & previous_free_bit != 0) {
        const before = block.previous();
        unlink(before);
        before.setSize(before.size() + header_size + block.size());
        block = before;
    }
    const after = block.next();
    if (after.isFree()) {
        unlink(after);
        block.setSize(block.size() + header_size + after.size());
    }
    block.markFree();
    link(block);
}

/// Resizes in place; false where the block cannot become that large where it is.
pub fn resize(address: usize, bytes: usize) bool {
    const wanted = payloadFor(bytes) orelse return false;
    const block = Block.of(address);
    if (wanted > block.size() and !extend(block, wanted)) return false;
    trim(block, wanted);
    return true;
}

pub fn usableSize(address: usize) usize {
    return Block.of(address).size();
}

/// Withdraws all free blocks but the last, so that what a session allocates lies together behind what there is; the last has
/// room for most sessions, whose memory then keeps its size.
pub fn settle() void {
    _ = grow(growth_step);
    const end = sentinel orelse return;
    const last: ?*Block = if (end.word & previous_free_bit != 0) end.previous() else null;
    if (last) |block| unlink(block);
    for (&lists) |*row| {
        for (row) |*head| {
            while (head.*) |block| withdraw(block);
        }
    }
    if (last) |block| link(block);
}

fn withdraw(block: *Block) void {
    unlink(block);
    block.markUsed();
    block.next_free = withdrawn;
    withdrawn = block;
}

/// Where memory is used up, what was withdrawn is what an exception is raised and handled with.
fn useWithdrawn(wanted: usize) ?*Block {
    if (withdrawn == null) return null;
    while (withdrawn) |block| {
        withdrawn = block.next_free;
        release(block.payload());
    }
    return find(wanted);
}

fn payloadFor(bytes: usize) ?usize {
    if (bytes > max_request) return null;
    const rounded = (bytes + header_size + alignment - 1) & ~@as(usize, alignment - 1);
    return @max(rounded - header_size, min_payload);
}

/// Joins the free block behind, growing the heap where that block is its last one.
fn extend(block: *Block, wanted: usize) bool {
    const after = block.next();
    const reach = block.size() + if (after.isFree()) header_size + after.size() else 0;
    if (reach < wanted) {
        const end = if (after.isFree()) after.next() else after;
        if (end != sentinel) return false;
        // Only what lies behind can be joined, so a block elsewhere is of no use.
        const added = grow(wanted - block.size()) orelse return false;
        if (added != block.next()) return false;
    }
    const behind = block.next();
    unlink(behind);
    block.setSize(block.size() + header_size + behind.size());
    block.markUsed();
    return true;
}

/// Gives the end of a used block back where it is large enough for a block.
fn trim(block: *Block, wanted: usize) void {
    if (block.size() < wanted + header_size + min_payload) return;
    const rest: *Block = @ptrFromInt(block.payload() + wanted);
    rest.word = block.size() - wanted - header_size;
    block.setSize(wanted);
    release(rest.payload());
}

fn take(block: *Block, wanted: usize) void {
    unlink(block);
    block.markUsed();
    trim(block, wanted);
}

/// Grows linear memory so that the last block is free and holds `wanted`; that block, in its list.
fn grow(wanted: usize) ?*Block {
    if (sentinel == null) begin();
    const end = sentinel.?;
    if (end.word & previous_free_bit != 0 and end.previous().size() >= wanted) return end.previous();
    const have = if (end.word & previous_free_bit != 0) end.previous().size() + header_size else 0;
    const needed = roundToPages(wanted + header_size - have);
    const top = @wasmMemorySize(0) * page_size;
    if (top != @intFromPtr(end) + header_size) return null;
    const added = growMemory(@max(needed, growth_step)) orelse (growMemory(needed) orelse return null);
    appendRegion(end, added);
    return sentinel.?.previous();
}

/// Turns the old sentinel and `added` bytes behind it into a free block and a new sentinel.
fn appendRegion(old: *Block, added: usize) void {
    old.setSize(added - header_size);
    const last = old.next();
    last.word = 0;
    sentinel = last;
    release(old.payload());
}

/// Makes a heap of what lies between the module's static data and the end of linear memory.
fn begin() void {
    const base = (@intFromPtr(&__heap_base) + alignment - 1) & ~@as(usize, alignment - 1);
    const first: *Block = @ptrFromInt(base + alignment - header_size);
    const top = @wasmMemorySize(0) * page_size;
    first.word = 0;
    sentinel = first;
    if (top > first.payload() + alignment) appendRegion(first, top - first.payload());
}

fn roundToPages(bytes: usize) usize {
    return (bytes + page_size - 1) & ~@as(usize, page_size - 1);
}

/// Set while an execution is prepared: compiled, and its source kept.
pub var preparing = false;

/// Bytes below the memory limit that only the preparation of an execution may use, so that a program that has used up its
/// memory can be told to let go of some.
const reserve = page_size;

/// The one place where linear memory grows, hence where the memory limit is enforced.
fn growMemory(bytes: usize) ?usize {
    const have: u64 = @as(u64, @wasmMemorySize(0)) * page_size;
    const limit = control.block.memory_limit;
    const kept: u64 = if (preparing) 0 else reserve;
    if (limit != 0 and have + bytes + kept > limit) return null;
    if (@wasmMemoryGrow(0, bytes / page_size) < 0) return null;
    return bytes;
}

/// The list that a free block of this payload belongs to.
fn classOf(payload: usize) Class {
    const bytes = payload + header_size;
    if (bytes < linear_limit) return .{ .first = 0, .second = @intCast(bytes / alignment) };
    const top: u5 = @intCast(31 - @clz(bytes));
    return .{
        .first = top - first_shift + 1,
        .second = @truncate(bytes >> (top - second_level_bits)),
    };
}

/// The first list all of whose blocks hold this payload.
fn classHolding(payload: usize) Class {
    const bytes = payload + header_size;
    if (bytes < linear_limit) return classOf(payload);
    const top: u5 = @intCast(31 - @clz(bytes));
    const step = @as(usize, 1) << (top - second_level_bits);
    return classOf(payload + step - 1);
}

fn find(payload: usize) ?*Block {
    const class = classHolding(payload);
    const same = second_maps[class.first] & (~@as(u32, 0) << class.second);
    if (same != 0) return lists[class.first][@ctz(same)];
    if (class.first == 31) return null;
    const above = first_map & (~@as(u32, 0) << (class.first + 1));
    if (above == 0) return null;
    const first = @ctz(above);
    return lists[first][@ctz(second_maps[first])];
}

/// `find` looks into lists all of whose blocks are large enough. Before memory grows it is worth a walk through the list
/// below, where a large block may lie that was cut a little.
fn findAmongAlike(payload: usize) ?*Block {
    const class = classOf(payload);
    var candidate = lists[class.first][class.second];
    for (0..longest_walk) |_| {
        const block = candidate orelse return null;
        if (block.size() >= payload) return block;
        candidate = block.next_free;
    }
    return null;
}

fn link(block: *Block) void {
    const class = classOf(block.size());
    const head = &lists[class.first][class.second];
    block.previous_free = null;
    block.next_free = head.*;
    if (head.*) |other| other.previous_free = block;
    head.* = block;
    first_map |= @as(u32, 1) << class.first;
    second_maps[class.first] |= @as(u32, 1) << class.second;
}

fn unlink(block: *Block) void {
    if (block.next_free) |after| after.previous_free = block.previous_free;
    if (block.previous_free) |before| {
        before.next_free = block.next_free;
        return;
    }
    const class = classOf(block.size());
    lists[class.first][class.second] = block.next_free;
    if (block.next_free != null) return;
    second_maps[class.first] &= ~(@as(u32, 1) << class.second);
    if (second_maps[class.first] == 0) first_map &= ~(@as(u32, 1) << class.first);
}
