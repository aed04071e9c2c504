//! asin, acos, atan and atan2, all as the angle of a point: a table of arctangents, and a series for the rest.

const std = @import("std");
const pairs = @import("pair.zig");
const tables = @import("tables.zig");
const Pair = pairs.Pair;

const to_nearest = 0x1.8p52;
const infinity = std.math.inf(f64);

/// The angle of a point of the first quarter, neither of whose coordinates is extreme.
fn angleOf(y: Pair, x: Pair) Pair {
    if (y.hi > x.hi) return tables.half_pi.sub(lowerAngle(x, y));
    return lowerAngle(y, x);
}

fn lowerAngle(y: Pair, x: Pair) Pair {
    const number = y.hi / x.hi * 64 + to_nearest - to_nearest;
    const near = number / 64;
    const t = y.sub(x.times(near)).div(x.add(y.times(near)));
    const square = t.hi * t.hi;
    const series = t.hi * square * (-1.0 / 3.0 + square * (1.0 / 5.0 - square * (1.0 / 7.0 - square * (1.0 / 9.0))));
    const base = tables.arctans[@intFromFloat(number)];
    const a = pairs.sum(base.hi, t.hi);
    const b = pairs.ordered(a.hi, series);
    return pairs.ordered(b.hi, b.lo + (a.lo + (base.lo + t.lo)));
}

pub fn atan(x: f64) callconv(.c) f64 {
    const a = @abs(x);
    if (!(a >= 0x1p-27)) return x;
    if (a > 0x1p200) return withSign(tables.half_pi.hi, x);
    return withSign(angleOf(.{ .hi = a }, .one).rounded(), x);
}

pub fn asin(x: f64) callconv(.c) f64 {
    const a = @abs(x);
    if (!(a >= 0x1p-27)) return x;
    if (a > 1) return (x - x) / (x - x);
    return withSign(angleOf(.{ .hi = a }, opposite(a)).rounded(), x);
}

pub fn acos(x: f64) callconv(.c) f64 {
    const a = @abs(x);
    if (!(a <= 1)) return (x - x) / (x - x);
    const angle = angleOf(opposite(a), .{ .hi = a });
    return if (x < 0) tables.pi.sub(angle).rounded() else angle.rounded();
}

/// sqrt(1 - a^2).
fn opposite(a: f64) Pair {
    const square = pairs.sum(1, -a).mul(pairs.sum(1, a));
    return if (square.hi == 0) square else square.sqrt();
}

fn withSign(value: f64, sign: f64) f64 {
    return if (std.math.signbit(sign)) -value else value;
}

pub fn atan2(y: f64, x: f64) callconv(.c) f64 {
    if (x != x or y != y) return x + y;
    const left = std.math.signbit(x);
    return withSign(upperAngle(@abs(y), @abs(x), left), y);
}

/// Of a point with y at least 0, left of the axis or right of it.
fn upperAngle(y: f64, x: f64, left: bool) f64 {
    if (y == 0) return if (left) tables.pi.hi else 0;
    if (x == 0) return tables.half_pi.hi;
    if (x == infinity or y == infinity) return infiniteAngle(y, x, left);
    const y_exponent = exponentOf(y);
    const x_exponent = exponentOf(x);
    if (y_exponent - x_exponent > 120) return tables.half_pi.hi;
    if (x_exponent - y_exponent > 60) return if (left) tables.pi.hi else y / x;
    const angle = angleOf(.{ .hi = std.math.scalbn(y, -x_exponent) }, .{ .hi = std.math.scalbn(x, -x_exponent) });
    return if (left) tables.pi.sub(angle).rounded() else angle.rounded();
}

fn infiniteAngle(y: f64, x: f64, left: bool) f64 {
    if (x < infinity) return tables.half_pi.hi;
    if (y < infinity) return if (left) tables.pi.hi else 0;
    return if (left) tables.pi.times(0.75).hi else tables.pi.hi / 4;
}

fn exponentOf(a: f64) i32 {
    return std.math.ilogb(a);
}
