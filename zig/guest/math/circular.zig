//! sin, cos and tan: the argument is reduced to a multiple of pi / 128, whose sine is in a table, and a small rest.

const pairs = @import("pair.zig");
const tables = @import("tables.zig");
const Pair = pairs.Pair;

const to_nearest = 0x1.8p52;
const infinity = @import("std").math.inf(f64);
const quarter = 64;
const steps_per_unit = 128 / tables.pi.hi;

/// x = steps pi / 128 + rest, but for whole turns.
const Reduced = struct {
    steps: u8,
    rest: Pair,

    fn of(x: f64) Reduced {
        return if (@abs(x) < 0x1p17) ofUsual(x) else ofLarge(x);
    }

    fn ofUsual(x: f64) Reduced {
        const steps = x * steps_per_unit + to_nearest - to_nearest;
        const a = pairs.sum(x - steps * tables.pi_by_128[0], -steps * tables.pi_by_128[1]);
        const b = pairs.sum(a.hi, -steps * tables.pi_by_128[2]);
        const number: i32 = @intFromFloat(steps);
        return .{
            .steps = @truncate(@as(u32, @bitCast(number))),
            .rest = pairs.ordered(b.hi, a.lo + b.lo - steps * tables.pi_by_128[3]),
        };
    }

    /// By Payne and Hanek: the fraction of the turns that x is, from those digits of 1 / (2 pi) that have a part in it.
    fn ofLarge(x: f64) Reduced {
        const bits: u64 = @bitCast(@abs(x));
        const mantissa = (bits & ((1 << 52) - 1)) | (1 << 52);
        const fraction = timesMantissa(digits(@intCast((bits >> 52) - (1075 - 64))), mantissa);
        // 256 steps a turn, to the nearest.
        const high = fraction[0] +% (1 << 55);
        var rest = fraction;
        rest[0] -%= high & (0xff << 56);
        const positive: Reduced = .{ .steps = @intCast(high >> 56), .rest = restOf(rest) };
        if (x > 0) return positive;
        return .{ .steps = 0 -% positive.steps, .rest = positive.rest.neg() };
    }
};

/// Four words from this bit on, of which the first lies 64 bits before the point.
fn digits(position: u32) [4]u64 {
    var result: [4]u64 = undefined;
    const shift: u6 = @intCast(position % 64);
    for (&result, position / 64..) |*word, i| {
        const high = wordOf(i) << shift;
        word.* = if (shift == 0) high else high | wordOf(i + 1) >> @intCast(64 - @as(u32, shift));
    }
    return result;
}

fn wordOf(index: usize) u64 {
    return if (index == 0) 0 else tables.turns[index - 1];
}

/// A fraction of four words times a whole number, without what is before the point.
fn timesMantissa(fraction: [4]u64, mantissa: u64) [4]u64 {
    var result: [4]u64 = undefined;
    var carry: u64 = 0;
    var i: usize = 4;
    while (i > 0) {
        i -= 1;
        const product = @as(u128, fraction[i]) * mantissa + carry;
        result[i] = @truncate(product);
        carry = @intCast(product >> 64);
    }
    return result;
}

/// The angle that a signed fraction of a turn is, of four words.
fn restOf(fraction: [4]u64) Pair {
    const negative = fraction[0] >> 63 == 1;
    var words = fraction;
    if (negative) for (&words) |*word| {
        word.* = ~word.*;
    };
    const leading = leadingZeros(words);
    const top = shifted(words, leading);
    const high = top[0] >> 11;
    const low = (top[0] << 42 | top[1] >> 22) & ((1 << 53) - 1);
    const unit = pairs.powerOfTwo(-53 - @as(i32, @intCast(leading)));
    const turns = pairs.ordered(@as(f64, @floatFromInt(high)) * unit, @as(f64, @floatFromInt(low)) * unit * 0x1p-53);
    const angle = turns.mul(tables.pi.scaled(2));
    return if (negative) angle.neg() else angle;
}

fn leadingZeros(words: [4]u64) u32 {
    return if (words[0] != 0) @clz(words[0]) else 64 + @as(u32, @clz(words[1]));
}

fn shifted(words: [4]u64, count: u32) [2]u64 {
    const from = count / 64;
    const shift: u6 = @intCast(count % 64);
    if (shift == 0) return .{ words[from], words[from + 1] };
    const back: u6 = @intCast(64 - @as(u32, shift));
    return .{ words[from] << shift | words[from + 1] >> back, words[from + 1] << shift | words[from + 2] >> back };
}

/// The sine of a multiple of pi / 128.
fn tableSine(steps: u8) Pair {
    const within: u8 = steps & 127;
    const value = tables.sines[if (within <= quarter) within else 2 * quarter - within];
    return if (steps < 2 * quarter) value else value.neg();
}

fn sineOf(steps: u8, rest: Pair) Pair {
    const s = tableSine(steps);
    const c = tableSine(steps +% quarter);
    const x = rest.hi;
    const square = x * x;
    const sine = x * square * (-1.0 / 6.0 + square * (1.0 / 120.0 - square * (1.0 / 5040.0)));
    const cosine = square * (-0.5 + square * (1.0 / 24.0 - square * (1.0 / 720.0 - square * (1.0 / 40320.0)))) - x * rest.lo;
    const p = pairs.product(c.hi, x);
    const a = pairs.sum(s.hi, p.hi);
    const low = (s.lo + c.lo * x) + (a.lo + p.lo) + c.hi * (rest.lo + sine) + s.hi * cosine;
    return pairs.ordered(a.hi, low);
}

pub fn sin(x: f64) callconv(.c) f64 {
    if (!(@abs(x) >= 0x1p-27)) return x;
    if (@abs(x) == infinity) return x - x;
    const reduced: Reduced = .of(x);
    return sineOf(reduced.steps, reduced.rest).rounded();
}

pub fn cos(x: f64) callconv(.c) f64 {
    if (!(@abs(x) < infinity)) return x - x;
    const reduced: Reduced = .of(x);
    return sineOf(reduced.steps +% quarter, reduced.rest).rounded();
}

pub fn tan(x: f64) callconv(.c) f64 {
    if (!(@abs(x) >= 0x1p-27)) return x;
    if (@abs(x) == infinity) return x - x;
    const reduced: Reduced = .of(x);
    return sineOf(reduced.steps, reduced.rest).div(sineOf(reduced.steps +% quarter, reduced.rest)).rounded();
}
