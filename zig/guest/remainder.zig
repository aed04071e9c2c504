//! C's fmod, which is exact: Zig's own goes by one bit of the quotient at a time.

const sign_bit: u64 = 1 << 63;
const infinity: u64 = 0x7ff << 52;
const fraction_bits = 52;
const fraction_mask: u64 = (1 << fraction_bits) - 1;

/// A positive finite number, `mantissa * 2^exponent` but for a constant exponent.
const Parts = struct {
    mantissa: u64,
    exponent: u32,

    fn of(bits: u64) Parts {
        const exponent: u32 = @intCast(bits >> fraction_bits);
        const fraction = bits & fraction_mask;
        if (exponent == 0) return .{ .mantissa = fraction, .exponent = 1 };
        return .{ .mantissa = fraction | (1 << fraction_bits), .exponent = exponent };
    }

    /// The mantissa has at most 53 bits, and is not 0.
    fn toBits(self: Parts) u64 {
        const wanted: u32 = @clz(self.mantissa) - (63 - fraction_bits);
        const shift = @min(wanted, self.exponent - 1);
        const mantissa = self.mantissa << @intCast(shift);
        return mantissa + (@as(u64, self.exponent - shift - 1) << fraction_bits);
    }
};

export fn fmod(x: f64, y: f64) f64 {
    const bits: u64 = @bitCast(x);
    const dividend = bits & ~sign_bit;
    const divisor = @as(u64, @bitCast(y)) & ~sign_bit;
    if (divisor == 0 or dividend >= infinity or divisor > infinity) return (x * y) / (x * y);
    if (dividend < divisor) return x;
    return @bitCast(remainder(Parts.of(dividend), Parts.of(divisor)) | (bits & sign_bit));
}

/// The bits of `dividend` modulo `divisor`, which is not the larger one.
fn remainder(dividend: Parts, divisor: Parts) u64 {
    var left = dividend.exponent - divisor.exponent;
    // Powers of two that both have stand in the exponent.
    const common = @min(left, @ctz(divisor.mantissa));
    const modulus = divisor.mantissa >> @intCast(common);
    left -= common;
    var rest = dividend.mantissa % modulus;
    while (left > 0 and rest != 0) {
        const step = @min(left, @clz(modulus));
        rest = (rest << @intCast(step)) % modulus;
        left -= step;
    }
    if (rest == 0) return 0;
    return (Parts{ .mantissa = rest, .exponent = divisor.exponent + common }).toBits();
}
