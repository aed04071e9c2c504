//! The result of one execution, as the host reads it.

const py = @import("cpython.zig");

pub const Status = enum(u32) { completed = 0, raised = 1, exited = 2, interrupted = 3 };

/// What an exception is an instance of, whatever its class is called.
pub const Kind = enum(u32) { other = 0, assertion = 1, memory = 2 };

/// UTF-8 in the guest's memory; address 0 means absent.
pub const Slice = extern struct { address: u32 = 0, length: u32 = 0 };

pub const Result = extern struct {
    status: Status = .completed,
    exit_code: i32 = 0,
    value: Slice = .{},
    error_name: Slice = .{},
    error_message: Slice = .{},
    traceback: Slice = .{},
    kind: Kind = .other,
};

pub const Field = enum { value, error_name, error_message, traceback };

const longest = 1 << 20;

pub var current: Result = .{};

/// The bytes objects that the slices point into.
var owned: [4]?*py.Object = @splat(null);

/// Empties the result and lets go of the last one's strings.
pub fn reset() void {
    current = .{};
    for (&owned) |*bytes| {
        py.Py_DecRef(bytes.*);
        bytes.* = null;
    }
}

/// Sets a field to a string object's text, at most 1 MiB of it; false with an exception set.
pub fn setText(field: Field, text: *py.Object) bool {
    const bytes = encode(text) orelse return false;
    own(field, bytes);
    const start = py.PyBytes_AsString(bytes) orelse return false;
    const whole = start[0..@intCast(py.PyBytes_Size(bytes))];
    slice(field).* = point(cut(whole));
    return true;
}

/// Sets a field to text that is part of the module.
pub fn setStatic(field: Field, text: []const u8) void {
    own(field, null);
    slice(field).* = point(text);
}

fn slice(field: Field) *Slice {
    return switch (field) {
        .value => &current.value,
        .error_name => &current.error_name,
        .error_message => &current.error_message,
        .traceback => &current.traceback,
    };
}

fn own(field: Field, bytes: ?*py.Object) void {
    const place = &owned[@backingInt(field)];
    py.Py_DecRef(place.*);
    place.* = bytes;
}

fn point(text: []const u8) Slice {
    return .{ .address = @intFromPtr(text.ptr), .length = text.len };
}

/// Lone surrogates become backslash escapes, as on CPython's standard error: the host always gets valid UTF-8.
fn encode(text: *py.Object) ?*py.Object {
    if (py.PyUnicode_GetLength(text) <= longest) return py.PyUnicode_AsEncodedString(text, "utf-8", "backslashreplace");
    const start = py.PyUnicode_Substring(text, 0, longest) orelse return null;
    defer py.Py_DecRef(start);
    return py.PyUnicode_AsEncodedString(start, "utf-8", "backslashreplace");
}

fn cut(text: []const u8) []const u8 {
    if (text.len <= longest) return text;
    var end: usize = longest;
    while (text[end] & 0xc0 == 0x80) end -= 1;
    return text[0..end];
}
