//! log and its relatives: a table of 128 logarithms, and a series for the rest, with some 68 correct bits in all.

const pairs = @import("pair.zig");
const tables = @import("tables.zig");
const Pair = pairs.Pair;

const infinity = @import("std").math.inf(f64);
const fraction_bits = 52;

/// A positive number as `mantissa * 2^exponent`, the mantissa between sqrt(1/2) and sqrt(2) or so.
const Parts = struct {
    mantissa: f64,
    exponent: i32,
    entry: tables.Logarithm,

    fn of(x: f64) Parts {
        const bits: u64 = @bitCast(x);
        if (bits >> fraction_bits != 0) return ofBits(bits, 0);
        return ofBits(@bitCast(x * 0x1p54), -54);
    }

    fn ofBits(bits: u64, exponent: i32) Parts {
        const distance: i64 = @bitCast(bits -% tables.logarithm_offset);
        const octave = distance >> fraction_bits;
        return .{
            .mantissa = @bitCast(bits -% (@as(u64, @bitCast(octave)) << fraction_bits)),
            .exponent = exponent + @as(i32, @intCast(octave)),
            .entry = tables.logarithms[@intCast((distance >> 45) & 127)],
        };
    }
};

/// The logarithm of a positive finite number.
pub fn ofFloat(x: f64) Pair {
    return ofParts(.of(x), 0);
}

/// The logarithm of a pair that is positive and in the normal range.
fn ofPair(x: Pair) Pair {
    const parts: Parts = .of(x.hi);
    return ofParts(parts, x.lo * (parts.mantissa / x.hi));
}

fn ofParts(parts: Parts, rest: f64) Pair {
    const bits: u64 = @bitCast(parts.mantissa);
    const high: f64 = @bitCast(bits & ~@as(u64, 0x7ffffff));
    // Both products are exact: the inverse has ten bits.
    const r = pairs.sum(high * parts.entry.inverse - 1, (parts.mantissa - high) * parts.entry.inverse);
    const exponent: f64 = @floatFromInt(parts.exponent);
    const base = pairs.sum(exponent * tables.ln2_parts[0], parts.entry.logarithm.hi);
    const low = base.lo + (exponent * tables.ln2_parts[1] + parts.entry.logarithm.lo);
    return ofSmall(.{ .hi = base.hi, .lo = low }, .{ .hi = r.hi, .lo = r.lo + rest * parts.entry.inverse });
}

/// base + log(1 + r), r at most 1/126.
fn ofSmall(base: Pair, r: Pair) Pair {
    const x = r.hi;
    const square = pairs.product(x, x);
    const series = 1.0 / 3.0 - x * (1.0 / 4.0 - x * (1.0 / 5.0 - x * (1.0 / 6.0 - x * (1.0 / 7.0 - x * (1.0 / 8.0 - x *
        (1.0 / 9.0 - x * (1.0 / 10.0)))))));
    const a = pairs.ordered(x, -0.5 * square.hi);
    const b = pairs.sum(base.hi, a.hi);
    const c = pairs.ordered(b.hi, x * square.hi * series);
    return pairs.ordered(c.hi, c.lo + (b.lo + (a.lo + (base.lo + (r.lo - (0.5 * square.lo + x * r.lo))))));
}

/// log(1 + u) for u above -1.
pub fn log1pOfPair(u: Pair) Pair {
    if (@abs(u.hi) < 0x1p-7) return ofSmall(.{ .hi = 0 }, u);
    return ofPair(Pair.one.add(u));
}

/// What is not a positive finite number; null for one.
fn special(x: f64) ?f64 {
    if (x > 0 and x < infinity) return null;
    if (x == 0) return -infinity;
    return if (x < 0) (x - x) / (x - x) else x;
}

pub fn log(x: f64) callconv(.c) f64 {
    return special(x) orelse ofFloat(x).rounded();
}

pub fn log2(x: f64) callconv(.c) f64 {
    return special(x) orelse ofFloat(x).mul(tables.inverse_ln2).rounded();
}

pub fn log10(x: f64) callconv(.c) f64 {
    return special(x) orelse ofFloat(x).mul(tables.inverse_ln10).rounded();
}

pub fn log1p(x: f64) callconv(.c) f64 {
    if (@abs(x) < 0x1p-54) return x;
    if (x > 0x1p60) return log(x);
    return special(1 + x) orelse log1pOfPair(.{ .hi = x }).rounded();
}

pub fn asinh(x: f64) callconv(.c) f64 {
    const a = @abs(x);
    if (!(a >= 0x1p-28) or a == infinity) return x;
    const value = if (a > 0x1p30) ofFloat(a).add(tables.ln2) else log1pOfPair(asinhArgument(a));
    return if (x < 0) -value.rounded() else value.rounded();
}

fn asinhArgument(a: f64) Pair {
    const square = pairs.product(a, a);
    return square.div(Pair.one.add(Pair.one.add(square).sqrt())).add(.{ .hi = a });
}

pub fn acosh(x: f64) callconv(.c) f64 {
    if (!(x > 1)) return if (x == 1) 0 else (x - x) / (x - x);
    if (x == infinity) return x;
    if (x > 0x1p30) return ofFloat(x).add(tables.ln2).rounded();
    const t = pairs.sum(x, -1);
    return log1pOfPair(t.add(t.mul(t.add(.{ .hi = 2 })).sqrt())).rounded();
}

pub fn atanh(x: f64) callconv(.c) f64 {
    const a = @abs(x);
    if (!(a >= 0x1p-28)) return x;
    if (a >= 1) return if (a == 1) x * infinity else (x - x) / (x - x);
    const value = log1pOfPair((Pair{ .hi = 2 * a }).div(pairs.sum(1, -a))).scaled(0.5).rounded();
    return if (x < 0) -value else value;
}
