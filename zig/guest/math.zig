//! C's elementary functions, wrong in the last digit at most once in some thousands of arguments: Zig's own err in up to
//! every third, and programs compare what they print. math_test.py holds them against exact values.

const circular = @import("math/circular.zig");
const exponential = @import("math/exponential.zig");
const inverse = @import("math/inverse.zig");
const logarithm = @import("math/logarithm.zig");
const other = @import("math/other.zig");

comptime {
    for (.{ circular, exponential, inverse, logarithm, other }) |family| {
        for (.{
            "sin",   "cos", "tan",  "exp",   "exp2",  "expm1", "pow",   "sinh",  "cosh", "tanh",  "asin", "acos", "atan",
            "atan2", "log", "log2", "log10", "log1p", "asinh", "acosh", "atanh", "cbrt", "hypot", "erf",  "erfc",
        }) |name| {
            if (@hasDecl(family, name)) @export(&@field(family, name), .{ .name = name });
        }
    }
}
