//! Numbers of twice a float's precision, as the unevaluated sum of two floats, after Dekker and Knuth. WebAssembly has no
//! fused multiplication, so a product's error costs seventeen operations.

const std = @import("std");

pub const Pair = struct {
    hi: f64,
    lo: f64 = 0,

    pub const one: Pair = .{ .hi = 1 };

    /// What a constant of more digits is, rounded to a pair.
    pub fn of(comptime value: comptime_float) Pair {
        const hi: f64 = value;
        const lo: f64 = value - @as(f128, hi);
        return .{ .hi = hi, .lo = lo };
    }

    pub fn neg(a: Pair) Pair {
        return .{ .hi = -a.hi, .lo = -a.lo };
    }

    /// Times a power of two.
    pub fn scaled(a: Pair, factor: f64) Pair {
        return .{ .hi = a.hi * factor, .lo = a.lo * factor };
    }

    pub fn add(a: Pair, b: Pair) Pair {
        const s = sum(a.hi, b.hi);
        const t = sum(a.lo, b.lo);
        const u = ordered(s.hi, s.lo + t.hi);
        return ordered(u.hi, u.lo + t.lo);
    }

    pub fn sub(a: Pair, b: Pair) Pair {
        return a.add(b.neg());
    }

    pub fn mul(a: Pair, b: Pair) Pair {
        const p = product(a.hi, b.hi);
        return ordered(p.hi, p.lo + (a.hi * b.lo + a.lo * b.hi));
    }

    pub fn times(a: Pair, b: f64) Pair {
        const p = product(a.hi, b);
        return ordered(p.hi, p.lo + a.lo * b);
    }

    pub fn div(a: Pair, b: Pair) Pair {
        const quotient = a.hi / b.hi;
        const p = product(quotient, b.hi);
        const rest = (a.hi - p.hi) - p.lo + (a.lo - quotient * b.lo);
        return ordered(quotient, rest / b.hi);
    }

    /// Of a positive pair.
    pub fn sqrt(a: Pair) Pair {
        const root = @sqrt(a.hi);
        const p = product(root, root);
        const rest = (a.hi - p.hi) - p.lo + a.lo;
        return ordered(root, rest / (2 * root));
    }

    pub fn rounded(a: Pair) f64 {
        return a.hi + a.lo;
    }
};

/// The exact sum.
pub fn sum(a: f64, b: f64) Pair {
    const s = a + b;
    const t = s - a;
    return .{ .hi = s, .lo = (a - (s - t)) + (b - t) };
}

/// The exact sum where `a` is 0 or not the smaller one.
pub fn ordered(a: f64, b: f64) Pair {
    const s = a + b;
    return .{ .hi = s, .lo = b - (s - a) };
}

/// The exact product of numbers that are not near the ends of the range.
pub fn product(a: f64, b: f64) Pair {
    const p = a * b;
    const x = halves(a);
    const y = halves(b);
    return .{ .hi = p, .lo = ((x.hi * y.hi - p) + x.hi * y.lo + x.lo * y.hi) + x.lo * y.lo };
}

fn halves(a: f64) Pair {
    const t = a * 0x1p27 + a;
    const hi = t - (t - a);
    return .{ .hi = hi, .lo = a - hi };
}

/// 2 to a power from -1022 to 1023.
pub fn powerOfTwo(exponent: i32) f64 {
    return @bitCast(@as(u64, @intCast(exponent + 1023)) << 52);
}

/// `a` times 2 to any power, rounded once, subnormal results too; `a` is not 0, and neither huge nor tiny.
pub fn assemble(a: Pair, exponent: i32) f64 {
    if (exponent > 1100) return a.hi * 0x1p1023 * 0x1p1023;
    if (exponent < -1200) return a.hi * 0x1p-1022 * 0x1p-1022;
    if (exponent > 1000) return a.rounded() * powerOfTwo(exponent - 1000) * 0x1p1000;
    if (exponent >= -900) return a.rounded() * powerOfTwo(exponent);
    const shift: i32 = std.math.ilogb(a.hi);
    return assembleSmall(a.scaled(powerOfTwo(-shift)), exponent + shift);
}

/// Of a positive pair from 1 to 2.
fn assembleSmall(a: Pair, exponent: i32) f64 {
    if (exponent >= -1022) return a.rounded() * powerOfTwo(exponent);
    // A number so large that its last digit is the last one of a subnormal result does the rounding.
    const large = powerOfTwo(52 - 1074 - exponent);
    const s = ordered(large, a.hi);
    return (s.hi + (s.lo + a.lo) - large) * powerOfTwo(exponent + 1000) * 0x1p-1000;
}
