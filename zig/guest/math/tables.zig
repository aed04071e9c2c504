//! The tables and constants, computed while this is compiled, in whole numbers of 2^-fixed.

const std = @import("std");
const Pair = @import("pair.zig").Pair;

const fixed = 240;
const unit: comptime_int = 1 << fixed;

/// Bits behind the point of `turns`.
pub const turn_bits = 1408;

fn toPair(comptime value: comptime_int) Pair {
    const limb = 1 << 60;
    // Exact: each part has fewer digits than a comptime float.
    var rest: comptime_int = if (value < 0) -value else value;
    const high = @as(comptime_float, rest / unit);
    rest = rest % unit;
    var real: f128 = high;
    var weight: f128 = 1.0;
    for (0..4) |_| {
        weight /= limb;
        rest *= limb;
        real += @as(f128, rest / unit) * weight;
        rest %= unit;
    }
    if (value < 0) real = -real;
    const hi: f64 = @floatCast(real);
    return .{ .hi = hi, .lo = @floatCast(real - hi) };
}

/// arctan(1 / n), times 2^bits.
fn arctanOfInverse(comptime n: comptime_int, comptime bits: comptime_int) comptime_int {
    var term: comptime_int = (1 << bits) / n;
    var total: comptime_int = term;
    var k: comptime_int = 1;
    while (term != 0) : (k += 1) {
        term = @divTrunc(-term, n * n);
        total += @divTrunc(term, 2 * k + 1);
    }
    return total;
}

fn piTimes(comptime bits: comptime_int) comptime_int {
    return 16 * arctanOfInverse(5, bits) - 4 * arctanOfInverse(239, bits);
}

/// 2 artanh(y), which is log((1 + y) / (1 - y)).
fn logByRatio(comptime y: comptime_int) comptime_int {
    var power: comptime_int = y;
    var total: comptime_int = y;
    var k: comptime_int = 3;
    while (power != 0) : (k += 2) {
        power = @divTrunc(@divTrunc(power * y, unit) * y, unit);
        total += @divTrunc(power, k);
    }
    return 2 * total;
}

fn logOf(comptime numerator: comptime_int, comptime denominator: comptime_int) comptime_int {
    return logByRatio(@divTrunc((numerator - denominator) * unit, numerator + denominator));
}

/// exp of a number below 1, by its series.
fn expOf(comptime x: comptime_int) comptime_int {
    var term: comptime_int = unit;
    var total: comptime_int = 0;
    var k: comptime_int = 1;
    while (term != 0) : (k += 1) {
        total += term;
        term = @divTrunc(@divTrunc(term * x, unit), k);
    }
    return total;
}

fn sinOf(comptime x: comptime_int) comptime_int {
    var term: comptime_int = x;
    var total: comptime_int = 0;
    var k: comptime_int = 2;
    while (term != 0) : (k += 2) {
        total += term;
        term = @divTrunc(-@divTrunc(@divTrunc(term * x, unit) * x, unit), k * (k + 1));
    }
    return total;
}

/// arctan(j / 64), for j up to 64, with Euler's series.
fn arctanOf(comptime j: comptime_int) comptime_int {
    const square = j * j;
    const denominator = square + 64 * 64;
    var term: comptime_int = @divTrunc(unit * j * 64, denominator);
    var total: comptime_int = 0;
    var k: comptime_int = 1;
    while (term != 0) : (k += 1) {
        total += term;
        term = @divTrunc(term * 2 * k * square, (2 * k + 1) * denominator);
    }
    return total;
}

/// The whole part of the square root, by Newton's method from above.
fn rootOf(comptime square: comptime_int) comptime_int {
    var root: comptime_int = square;
    var next: comptime_int = unit * 2;
    while (next < root) {
        root = next;
        next = @divTrunc(root + @divTrunc(square, root), 2);
    }
    return root;
}

const ln2_fixed = logOf(2, 1);
const pi_fixed = piTimes(fixed + 40) >> 40;

pub const ln2: Pair = blk: {
    @setEvalBranchQuota(100000);
    break :blk toPair(ln2_fixed);
};
pub const inverse_ln2: Pair = blk: {
    @setEvalBranchQuota(100000);
    break :blk toPair(unit * unit / ln2_fixed);
};
pub const inverse_ln10: Pair = blk: {
    @setEvalBranchQuota(100000);
    break :blk toPair(unit * unit / (3 * ln2_fixed + logOf(5, 4)));
};
pub const pi: Pair = blk: {
    @setEvalBranchQuota(100000);
    break :blk toPair(pi_fixed);
};
pub const half_pi: Pair = .{ .hi = pi.hi / 2, .lo = pi.lo / 2 };

/// 2 / sqrt(pi).
pub const two_by_root_pi: Pair = blk: {
    @setEvalBranchQuota(100000);
    break :blk toPair(rootOf(4 * unit * unit * unit / pi_fixed));
};

/// A positive number as `parts` of `bits` bits each, the first part's from its leading one on, and what remains.
fn parts(comptime value: comptime_int, comptime bits: comptime_int, comptime count: usize) [count + 1]f64 {
    var result: [count + 1]f64 = undefined;
    var rest: comptime_int = value;
    var at = std.math.log2_int(comptimeUnsigned(value), value) + 1 - bits;
    for (0..count) |i| {
        const part = (rest >> at) << at;
        result[i] = toPair(part).hi;
        rest -= part;
        at -= bits;
    }
    result[count] = toPair(rest).hi;
    return result;
}

fn comptimeUnsigned(comptime _: comptime_int) type {
    return u320;
}

/// ln2 / 128 in two parts of 35 bits and the rest: multiples up to 2^18 of the first two are exact.
pub const ln2_by_128 = blk: {
    @setEvalBranchQuota(100000);
    break :blk parts(ln2_fixed / 128, 35, 2);
};

/// ln2 in one part of 42 bits and the rest.
pub const ln2_parts = blk: {
    @setEvalBranchQuota(100000);
    break :blk parts(ln2_fixed, 42, 1);
};

/// pi / 128 in three parts of 30 bits and the rest: multiples up to 2^23 of the first three are exact.
pub const pi_by_128 = blk: {
    @setEvalBranchQuota(100000);
    break :blk parts(pi_fixed / 128, 30, 3);
};

/// 2^(i / 128).
pub const powers: [128]Pair = blk: {
    @setEvalBranchQuota(10_000_000);
    var result: [128]Pair = undefined;
    for (&result, 0..) |*entry, i| entry.* = toPair(expOf(ln2_fixed * @as(comptime_int, i) / 128));
    break :blk result;
};

/// sin(j pi / 128) of the first quarter.
pub const sines: [65]Pair = blk: {
    @setEvalBranchQuota(10_000_000);
    var result: [65]Pair = undefined;
    for (&result, 0..) |*entry, j| entry.* = toPair(sinOf(pi_fixed * @as(comptime_int, j) / 128));
    result[64] = .one;
    break :blk result;
};

/// arctan(j / 64).
pub const arctans: [65]Pair = blk: {
    @setEvalBranchQuota(10_000_000);
    var result: [65]Pair = undefined;
    for (&result, 0..) |*entry, j| entry.* = toPair(arctanOf(@as(comptime_int, j)));
    break :blk result;
};

/// Where the logarithm's intervals begin, as the bits of a float: the first of 128 equal pieces of its octave.
pub const logarithm_offset: u64 = 0x3fe6a00000000000;

pub const Logarithm = struct {
    /// Nearly the inverse of the numbers in the interval, in ten bits; exactly 1 on both sides of 1.
    inverse: f64,
    /// The logarithm of what `inverse` is the inverse of.
    logarithm: Pair,
};

pub const logarithms: [128]Logarithm = blk: {
    @setEvalBranchQuota(10_000_000);
    var result: [128]Logarithm = undefined;
    for (&result, 0..) |*entry, i| {
        const start: f64 = @bitCast(logarithm_offset + (@as(u64, i) << 45));
        const end: f64 = @bitCast(logarithm_offset + (@as(u64, i + 1) << 45));
        const inverse: comptime_int = if (start == 1 or end == 1) 512 else @round(1024.0 / (start + end));
        entry.* = .{
            .inverse = @as(f64, inverse) / 512,
            .logarithm = if (inverse == 512) .{ .hi = 0 } else toPair(logOf(512, inverse)),
        };
    }
    break :blk result;
};

/// 1 / (2 pi), words of 64 bits from the point on.
pub const turns: [turn_bits / 64]u64 = blk: {
    @setEvalBranchQuota(10_000_000);
    const bits = turn_bits + 64;
    const value = (1 << (2 * bits)) / (2 * piTimes(bits)) >> 64;
    var result: [turn_bits / 64]u64 = undefined;
    for (&result, 0..) |*word, i| word.* = (value >> (turn_bits - 64 * (i + 1))) & 0xffffffffffffffff;
    break :blk result;
};
