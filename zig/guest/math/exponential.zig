//! exp, its relatives, and pow: a table of 2^(i/128), a series for the rest, and the sum of both in pairs where the quick
//! way cannot tell how to round.

const logarithm = @import("logarithm.zig");
const pairs = @import("pair.zig");
const tables = @import("tables.zig");
const Pair = pairs.Pair;

const to_nearest = 0x1.8p52;
const steps_per_unit = 128 * tables.inverse_ln2.hi;

/// x = steps ln2 / 128 + rest.
const Reduced = struct {
    steps: i32,
    rest: Pair,

    fn of(x: Pair) Reduced {
        const rounded = x.hi * steps_per_unit + to_nearest - to_nearest;
        const part = x.hi - rounded * tables.ln2_by_128[0];
        const rest = pairs.sum(part, -rounded * tables.ln2_by_128[1]);
        return .{
            .steps = @intFromFloat(rounded),
            .rest = pairs.ordered(rest.hi, rest.lo + (x.lo - rounded * tables.ln2_by_128[2])),
        };
    }

    fn power(self: Reduced) Pair {
        return tables.powers[@intCast(self.steps & 127)];
    }

    fn exponent(self: Reduced) i32 {
        return self.steps >> 7;
    }
};

/// exp(r) - 1 for at most ln2 / 256 and a little more.
fn smallExpm1(r: Pair) Pair {
    const square = pairs.product(r.hi, r.hi);
    const x = r.hi;
    const series = 1.0 / 6.0 + x * (1.0 / 24.0 + x * (1.0 / 120.0 + x * (1.0 / 720.0 + x * (1.0 / 5040.0))));
    const a = pairs.ordered(x, 0.5 * square.hi);
    const b = pairs.ordered(a.hi, x * square.hi * series);
    return pairs.ordered(b.hi, b.lo + (a.lo + (r.lo + (0.5 * square.lo + x * r.lo))));
}

/// A pair near 1 and the power of two that it is to be multiplied with.
pub const Scaled = struct { pair: Pair, exponent: i32 };

pub fn expOfPair(x: Pair) Scaled {
    return accurate(.of(x));
}

fn accurate(reduced: Reduced) Scaled {
    const power = reduced.power();
    return .{ .pair = power.add(power.mul(smallExpm1(reduced.rest))), .exponent = reduced.exponent() };
}

/// exp(x) - 1 for what neither overflows nor is below -60.
pub fn expm1OfPair(x: Pair) Pair {
    const reduced: Reduced = .of(x);
    const power = reduced.power();
    const small = power.mul(smallExpm1(reduced.rest));
    if (reduced.exponent() == 0) {
        const base = pairs.sum(power.hi, -1);
        return (Pair{ .hi = base.hi, .lo = base.lo + power.lo }).add(small);
    }
    const factor = pairs.powerOfTwo(reduced.exponent());
    const base = power.scaled(factor).add(.{ .hi = -1 });
    return base.add(small.scaled(factor));
}

/// The quick way, where its error cannot change the result; null elsewhere.
fn quick(reduced: Reduced) ?f64 {
    const exponent = reduced.exponent();
    if (exponent < -1000 or exponent > 1000) return null;
    const power = reduced.power();
    const x = reduced.rest.hi;
    const series = 0.5 + x * (1.0 / 6.0 + x * (1.0 / 24.0 + x * (1.0 / 120.0 + x * (1.0 / 720.0))));
    const more = power.hi * (x + (reduced.rest.lo + x * x * series)) + power.lo;
    const uncertainty = power.hi * 0x1p-59;
    const upper = power.hi + (more + uncertainty);
    const lower = power.hi + (more - uncertainty);
    return if (upper == lower) upper * pairs.powerOfTwo(exponent) else null;
}

const overflow = 709.79;
const underflow = -745.14;

pub fn exp(x: f64) callconv(.c) f64 {
    if (!(@abs(x) < 745.2)) return extreme(x);
    if (x > overflow) return 0x1p1023 * 0x1p1023;
    const reduced: Reduced = .of(.{ .hi = x });
    return quick(reduced) orelse round(accurate(reduced));
}

fn extreme(x: f64) f64 {
    if (x != x) return x;
    return if (x > 0) x * 0x1p1023 * 2 else 0;
}

fn round(scaled: Scaled) f64 {
    return pairs.assemble(scaled.pair, scaled.exponent);
}

pub fn exp2(x: f64) callconv(.c) f64 {
    if (x != x) return x;
    if (x >= 1024) return x * 0x1p1023;
    if (x <= -1076) return 0;
    const rounded = x * 128 + to_nearest - to_nearest;
    const reduced: Reduced = .{ .steps = @intFromFloat(rounded), .rest = tables.ln2.times(x - rounded / 128) };
    return quick(reduced) orelse round(accurate(reduced));
}

pub fn expm1(x: f64) callconv(.c) f64 {
    if (!(@abs(x) >= 0x1p-54)) return x;
    if (x > overflow) return x * 0x1p1023;
    if (x < -60) return -1 + 0x1p-80;
    if (x > 60) return exp(x);
    return expm1OfPair(.{ .hi = x }).rounded();
}

pub fn sinh(x: f64) callconv(.c) f64 {
    const a = @abs(x);
    if (!(a >= 0x1p-28)) return x;
    if (!(a < 711)) return x * 0x1p1023;
    if (a >= 40) return withSign(halfExp(a), x);
    const e = expm1OfPair(.{ .hi = a });
    return withSign(e.add(e.div(e.add(.one))).scaled(0.5).rounded(), x);
}

pub fn cosh(x: f64) callconv(.c) f64 {
    const a = @abs(x);
    if (!(a < 711)) return a * 0x1p1023;
    if (a >= 40) return halfExp(a);
    const scaled = expOfPair(.{ .hi = a });
    const e = scaled.pair.scaled(pairs.powerOfTwo(scaled.exponent));
    return e.add(Pair.one.div(e)).scaled(0.5).rounded();
}

fn halfExp(a: f64) f64 {
    const scaled = expOfPair(.{ .hi = a });
    return pairs.assemble(scaled.pair, scaled.exponent - 1);
}

pub fn tanh(x: f64) callconv(.c) f64 {
    const a = @abs(x);
    if (!(a >= 0x1p-28)) return x;
    if (a > 22) return withSign(1, x);
    const e = expm1OfPair(.{ .hi = 2 * a });
    return withSign(e.div(e.add(.{ .hi = 2 })).rounded(), x);
}

fn withSign(value: f64, sign: f64) f64 {
    return if (sign < 0) -value else value;
}

pub fn pow(x: f64, y: f64) callconv(.c) f64 {
    if (y == 0 or x == 1) return 1;
    if (x != x or y != y) return x + y;
    const odd = isOdd(y);
    const a = @abs(x);
    if (a == 0 or a == infinity) return powerOfExtreme(x, y, odd);
    if (@abs(y) == infinity) return if (a == 1) 1 else if ((a > 1) == (y > 0)) infinity else 0;
    if (x < 0 and y != @trunc(y)) return (x - x) / (x - x);
    const value = if (@abs(y) > 0x1p64) towardsLimit(a, y) else positivePower(a, y);
    return if (x < 0 and odd) -value else value;
}

const infinity = @import("std").math.inf(f64);

fn isOdd(y: f64) bool {
    return @abs(y) < 0x1p53 and y == @trunc(y) and @as(i64, @intFromFloat(y)) & 1 == 1;
}

fn powerOfExtreme(x: f64, y: f64, odd: bool) f64 {
    const value: f64 = if ((x == 0) == (y > 0)) 0 else infinity;
    return if (odd and @import("std").math.signbit(x)) -value else value;
}

fn towardsLimit(a: f64, y: f64) f64 {
    if (a == 1) return 1;
    return if ((a > 1) == (y > 0)) infinity else 0;
}

fn positivePower(a: f64, y: f64) f64 {
    if (@abs(y) < 0x1p-65) return 1;
    const z = logarithm.ofFloat(a).times(y);
    if (z.hi > 710) return infinity;
    if (z.hi < -746) return 0;
    const reduced: Reduced = .of(z);
    return quick(reduced) orelse round(snap(accurate(reduced)));
}

/// A power that is exact, with one digit too many, lies between two floats: what stands within the error of the middle is
/// taken to be the middle.
fn snap(scaled: Scaled) Scaled {
    const bits: u64 = @bitCast(scaled.pair.hi);
    const half: f64 = pairs.powerOfTwo(@as(i32, @intCast(bits >> 52)) - 1023 - 53);
    const distance = @abs(scaled.pair.lo) - half;
    if (@abs(distance) > half * 0x1p-15) return scaled;
    return .{
        .pair = .{ .hi = scaled.pair.hi, .lo = if (scaled.pair.lo < 0) -half else half },
        .exponent = scaled.exponent,
    };
}
