//! C's functions on runs of bytes, eight bytes at a time: Zig's own for this target go by one byte or by four, and the
//! instructions for bulk memory run in the host, where nothing can stop them.
//!
//! An object of its own, compiled without the compiler's knowledge of these functions: it would make them call themselves.

const Word = u64;
const size = @sizeOf(Word);
const ones: Word = 0x0101010101010101;
const highs: Word = 0x8080808080808080;

inline fn load(comptime T: type, from: [*]const u8) T {
    return @as(*align(1) const T, @ptrCast(from)).*;
}

inline fn store(comptime T: type, to: [*]u8, value: T) void {
    @as(*align(1) T, @ptrCast(to)).* = value;
}

/// Has its highest bits set in the lowest byte of `word` that is 0, and perhaps in higher ones, but in no lower one.
inline fn zeros(word: Word) Word {
    return (word -% ones) & ~word & highs;
}

export fn memcpy(noalias to: [*]u8, noalias from: [*]const u8, length: usize) [*]u8 {
    return copy(to, from, length);
}

export fn memmove(to: [*]u8, from: [*]const u8, length: usize) [*]u8 {
    // Where the target starts inside the source, bytes must be read before they are overwritten.
    if (length > 2 * size and @intFromPtr(to) -% @intFromPtr(from) < length) return copyBackwards(to, from, length);
    return copy(to, from, length);
}

/// Up to 16 bytes are all read before the first is written; above, the first byte first, and the rest in rising order.
inline fn copy(to: [*]u8, from: [*]const u8, length: usize) [*]u8 {
    if (length > 2 * size) return copyForwards(to, from, length);
    if (length >= size) {
        copyEnds(Word, to, from, length);
    } else if (length >= 4) {
        copyEnds(u32, to, from, length);
    } else if (length >= 2) {
        copyEnds(u16, to, from, length);
    } else if (length == 1) {
        to[0] = from[0];
    }
    return to;
}

/// The first and the last `T` of at most twice as much.
inline fn copyEnds(comptime T: type, to: [*]u8, from: [*]const u8, length: usize) void {
    const first = load(T, from);
    const last = load(T, from + (length - @sizeOf(T)));
    store(T, to, first);
    store(T, to + (length - @sizeOf(T)), last);
}

fn copyForwards(to: [*]u8, from: [*]const u8, length: usize) [*]u8 {
    // Read now: a target below the source may cover it before its turn comes.
    const last = load(Word, from + (length - size));
    var at: usize = 0;
    while (at + 4 * size <= length) : (at += 4 * size) {
        const words = .{ load(Word, from + at), load(Word, from + at + size), load(Word, from + at + 2 * size), load(Word, from + at + 3 * size) };
        inline for (words, 0..) |word, i| store(Word, to + at + i * size, word);
    }
    while (at + size <= length) : (at += size) store(Word, to + at, load(Word, from + at));
    store(Word, to + (length - size), last);
    return to;
}

fn copyBackwards(to: [*]u8, from: [*]const u8, length: usize) [*]u8 {
    const first = load(Word, from);
    var left = length;
    while (left >= size) : (left -= size) store(Word, to + (left - size), load(Word, from + (left - size)));
    store(Word, to, first);
    return to;
}

export fn memset(to: [*]u8, value: c_int, length: usize) [*]u8 {
    const byte: u8 = @truncate(@as(c_uint, @bitCast(value)));
    const word = ones *% byte;
    if (length < size) {
        for (0..length) |i| to[i] = byte;
        return to;
    }
    var at: usize = 0;
    while (at + size <= length) : (at += size) store(Word, to + at, word);
    store(Word, to + (length - size), word);
    return to;
}

export fn memcmp(left: [*]const u8, right: [*]const u8, length: usize) c_int {
    var at: usize = 0;
    while (at + size <= length) : (at += size) {
        const a = load(Word, left + at);
        const b = load(Word, right + at);
        if (a != b) return if (@byteSwap(a) < @byteSwap(b)) -1 else 1;
    }
    while (at < length) : (at += 1) {
        if (left[at] != right[at]) return @as(c_int, left[at]) - right[at];
    }
    return 0;
}

export fn bcmp(left: [*]const u8, right: [*]const u8, length: usize) c_int {
    return memcmp(left, right, length);
}

export fn memchr(bytes: [*]const u8, value: c_int, length: usize) ?[*]const u8 {
    const byte: u8 = @truncate(@as(c_uint, @bitCast(value)));
    const pattern = ones *% byte;
    var at: usize = 0;
    while (at + size <= length) : (at += size) {
        const found = zeros(load(Word, bytes + at) ^ pattern);
        if (found != 0) return bytes + at + @ctz(found) / 8;
    }
    while (at < length) : (at += 1) {
        if (bytes[at] == byte) return bytes + at;
    }
    return null;
}

export fn strlen(string: [*]const u8) usize {
    return indexOf(string, 0);
}

export fn strchr(string: [*]const u8, value: c_int) ?[*]const u8 {
    const byte: u8 = @truncate(@as(c_uint, @bitCast(value)));
    const at = indexOf(string, byte);
    return if (string[at] == byte) string + at else null;
}

/// Where `byte` or the string's end comes first: whole words from the first aligned one on, for those lie in one page with a
/// byte of the string.
inline fn indexOf(string: [*]const u8, byte: u8) usize {
    const pattern = ones *% byte;
    var at: usize = 0;
    while (@intFromPtr(string + at) % size != 0) : (at += 1) {
        if (string[at] == 0 or string[at] == byte) return at;
    }
    while (true) : (at += size) {
        const word = load(Word, string + at);
        const found = zeros(word) | zeros(word ^ pattern);
        if (found != 0) return at + @ctz(found) / 8;
    }
}
