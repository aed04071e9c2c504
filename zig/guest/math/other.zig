//! cbrt, hypot, erf and erfc.

const std = @import("std");
const exponential = @import("exponential.zig");
const pairs = @import("pair.zig");
const tables = @import("tables.zig");
const Pair = pairs.Pair;

const infinity = std.math.inf(f64);

pub fn cbrt(x: f64) callconv(.c) f64 {
    if (x == 0 or !(@abs(x) < infinity)) return x;
    const third = @divFloor(std.math.ilogb(x), 3);
    const a = std.math.scalbn(@abs(x), -3 * third);
    const root = std.math.scalbn(cubeRoot(a), third);
    return if (x < 0) -root else root;
}

/// Of a number between 1 and 8: Newton's steps, the last one in pairs.
fn cubeRoot(a: f64) f64 {
    var root = 0.75 + a * (0.28 - a * 0.0155);
    for (0..5) |_| root -= (root - a / (root * root)) / 3;
    const square = pairs.product(root, root);
    const rest = (Pair{ .hi = a }).sub(square.times(root));
    return (Pair{ .hi = root }).add(.{ .hi = rest.hi / (3 * square.hi) }).rounded();
}

pub fn hypot(x: f64, y: f64) callconv(.c) f64 {
    const a = @max(@abs(x), @abs(y));
    const b = @min(@abs(x), @abs(y));
    if (@abs(x) == infinity or @abs(y) == infinity) return infinity;
    if (x != x or y != y) return x + y;
    if (b == 0) return a;
    const exponent = std.math.ilogb(a);
    if (exponent - std.math.ilogb(b) > 60) return a + b;
    const p = std.math.scalbn(a, -exponent);
    const q = std.math.scalbn(b, -exponent);
    return pairs.assemble(pairs.product(p, p).add(pairs.product(q, q)).sqrt(), exponent);
}

/// Below this erfc is 1 - erf, above it a continued fraction.
const middle = 2.25;

pub fn erf(x: f64) callconv(.c) f64 {
    const a = @abs(x);
    if (x != x) return x;
    if (x == 0) return x;
    if (a < 0x1p-28) return tables.two_by_root_pi.times(x * 0x1p60).rounded() * 0x1p-60;
    const value = if (a > 6) 1 else if (a < middle) erfOf(a).rounded() else Pair.one.sub(erfcOf(a)).rounded();
    return if (x < 0) -value else value;
}

pub fn erfc(x: f64) callconv(.c) f64 {
    const a = @abs(x);
    if (x != x) return x;
    if (a < middle) return Pair.one.sub(if (x < 0) erfOf(a).neg() else erfOf(a)).rounded();
    if (x < -6) return 2;
    if (x < 0) return (Pair{ .hi = 2 }).sub(erfcOf(a)).rounded();
    if (x > 28) return 0;
    const power = powerOfSquare(a);
    return pairs.assemble(fractionOf(a).mul(power.pair), power.exponent);
}

/// 2 / sqrt(pi) exp(-a^2) (a + 2 a^3 / 3 + 4 a^5 / 15 + ...)
fn erfOf(a: f64) Pair {
    const square = pairs.product(a, a).scaled(2);
    var term: Pair = .{ .hi = a };
    var total = term;
    var divisor: f64 = 3;
    while (term.hi > total.hi * 0x1p-75) : (divisor += 2) {
        term = term.mul(square).div(.{ .hi = divisor });
        total = total.add(term);
    }
    const power = powerOfSquare(a);
    return total.mul(tables.two_by_root_pi).mul(power.pair.scaled(pairs.powerOfTwo(power.exponent)));
}

fn erfcOf(a: f64) Pair {
    const power = powerOfSquare(a);
    return fractionOf(a).mul(power.pair).scaled(pairs.powerOfTwo(power.exponent));
}

/// exp(-a^2).
fn powerOfSquare(a: f64) exponential.Scaled {
    return exponential.expOfPair(pairs.product(a, a).neg());
}

/// 1 / sqrt(pi) / (a + 1/2 / (a + 1 / (a + 3/2 / (a + ...
fn fractionOf(a: f64) Pair {
    var step: f64 = @ceil(45 + 600 / (a * a));
    var value: Pair = .{ .hi = a };
    while (step > 0) : (step -= 1) {
        value = (Pair{ .hi = step / 2 }).div(value).add(.{ .hi = a });
    }
    return tables.two_by_root_pi.scaled(0.5).div(value);
}
