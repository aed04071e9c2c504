//! How deep C may recurse: CPython counts levels, of which a native stack holds so many.

const control = @import("control.zig");
const py = @import("cpython.zig");

/// What the engine with the smallest stack gives.
pub const least_stack = 1900 << 10;

/// As CPython has it where it knows the stack; STACK.md says what a level takes.
const most_levels = 10_000;
const bytes_a_level = 680;
const most_rules = 6000;
const bytes_a_rule = 320;

/// Sets the limits by the stack that the host says there is. Only between calls, when nothing is counted.
pub fn limit() void {
    const stack = control.block.native_stack;
    const levels: c_int = @intCast(@min(stack / bytes_a_level, most_levels));
    if (levels == py._Py_CRecursionLimit) return;
    py.serpentarium_limit_recursion(levels);
    py._PyParser_MaxStack = @intCast(@min(stack / bytes_a_rule, most_rules));
}
