//! Runs one piece of code in `__main__`: a cell by the rules of the REPL for its last expression, or a script.

const failure = @import("failure.zig");
const heap = @import("heap.zig");
const py = @import("cpython.zig");
const result = @import("result.zig");
const script = @import("script.zig");
const sources = @import("sources.zig");
const streams = @import("streams.zig");

pub const Flags = packed struct(u32) {
    /// The code is the only execution of a program: what CPython does when it finalizes follows (finalization.c).
    ends: bool = false,
    /// The code is `main.py`, run in a `__main__` of its own (script.zig).
    script: bool = false,
    /// The value of a last expression is no result.
    silent: bool = false,
    unused: u29 = 0,
};

/// `__main__`'s namespace and `builtins`' namespace, taken when the image was made; the namespace is a script's once that
/// goes on.
pub var namespace: ?*py.Object = null;
pub var builtins: ?*py.Object = null;

/// Counts the executions that are not scripts; names their files.
var counter: c_uint = 0;

const Failure = error{Raised};

pub fn execute(code: []const u8, flags: Flags) *result.Result {
    result.reset();
    streams.refresh();
    // Raised means that CPython's error indicator is set, which is all that the epilogue needs to know.
    run(code, flags) catch {};
    if (!flags.ends) streams.flush();
    if (py.PyErr_Occurred() != null) {
        result.reset();
        if (flags.script) script.describe() else failure.describe();
    }
    if (flags.ends) script.end();
    return &result.current;
}

/// Lets go of what earlier executions left here; the next one counts as the first.
pub fn forget() void {
    result.reset();
    sources.forgetAll();
    py.serpentarium_drop_underscore(builtins.?);
    counter = 0;
}

fn run(code: []const u8, flags: Flags) Failure!void {
    heap.preparing = true;
    defer heap.preparing = false;
    const filename = try nameFile(flags);
    defer py.Py_DecRef(filename);
    const globals = if (flags.script) try script.begin(filename, flags.ends) else namespace.?;
    defer if (flags.script and flags.ends) py.Py_DecRef(globals);
    const text = try decode(if (flags.script) code else withoutMark(code), filename);
    defer py.Py_DecRef(text);
    sources.register(filename, text);
    var body: ?*py.Object = null;
    var last: ?*py.Object = null;
    try compile(text, filename, flags, &body, &last);
    defer py.Py_DecRef(body);
    defer py.Py_DecRef(last);
    heap.preparing = false;
    py.Py_DecRef(try evaluate(body.?, globals));
    const value = try evaluate(last orelse return, globals);
    defer py.Py_DecRef(value);
    try show(value, flags);
}

fn compile(text: *py.Object, filename: *py.Object, flags: Flags, body: *?*py.Object, last: *?*py.Object) Failure!void {
    const source = py.PyUnicode_AsUTF8AndSize(text, null) orelse return error.Raised;
    if (hasNullByte(text)) return raiseNullByte(source, filename, flags);
    if (py.serpentarium_compile(source, filename, @intFromBool(flags.script), @intFromBool(!flags.silent), body, last) >= 0) return;
    sources.showLine(filename);
    return error.Raised;
}

fn nameFile(flags: Flags) Failure!*py.Object {
    if (flags.script) return py.PyUnicode_FromString(script.path) orelse error.Raised;
    return py.PyUnicode_FromFormat("<python-input-%u>", nextNumber()) orelse error.Raised;
}

/// The number in the next `<python-input-…>`; statements on the terminal are counted with the executions.
pub fn nextNumber() c_uint {
    defer counter +%= 1;
    return counter;
}

/// A byte order mark is no part of a cell; in front of a script the parser expects it, as in front of a file.
fn withoutMark(code: []const u8) []const u8 {
    const mark = "\xef\xbb\xbf";
    if (code.len < mark.len) return code;
    for (mark, code[0..mark.len]) |expected, byte| if (byte != expected) return code;
    return code[mark.len..];
}

/// The code as text; what is not UTF-8 is a SyntaxError, as for a file.
fn decode(code: []const u8, filename: *py.Object) Failure!*py.Object {
    return py.PyUnicode_DecodeUTF8(code.ptr, @intCast(code.len), null) orelse {
        try raiseDecodingError(filename);
        return error.Raised;
    };
}

fn hasNullByte(text: *py.Object) bool {
    return py.PyUnicode_FindChar(text, 0, 0, py.PyUnicode_GetLength(text), 1) >= 0;
}

fn raiseNullByte(source: [*:0]const u8, filename: *py.Object, flags: Flags) Failure {
    if (flags.script) {
        _ = py.PyErr_Format(py.PyExc_SyntaxError, "source code cannot contain null bytes");
        py.PyErr_SyntaxLocationObject(filename, lastLine(source), 0);
    } else {
        _ = py.PyErr_Format(py.PyExc_SyntaxError, "source code string cannot contain null bytes");
    }
    return error.Raised;
}

fn lastLine(text: [*:0]const u8) c_int {
    var number: c_int = 1;
    var at: usize = 0;
    while (text[at] != 0) : (at += 1) number += @intFromBool(text[at] == '\n');
    return number;
}

fn raiseDecodingError(filename: *py.Object) Failure!void {
    if (py.PyErr_ExceptionMatches(py.PyExc_UnicodeDecodeError) == 0) return error.Raised;
    const cause = py.PyErr_GetRaisedException() orelse return error.Raised;
    defer py.Py_DecRef(cause);
    _ = py.PyErr_Format(py.PyExc_SyntaxError, "(unicode error) %S", cause);
    py.PyErr_SyntaxLocationObject(filename, 1, 0);
}

fn evaluate(code: *py.Object, globals: *py.Object) Failure!*py.Object {
    return py.PyEval_EvalCode(code, globals, globals) orelse error.Raised;
}

/// `sys.displayhook`, with the host's result in place of standard output; a script leaves `_` alone.
fn show(value: *py.Object, flags: Flags) Failure!void {
    if (value == py.none()) return;
    if (!flags.script) try setUnderscore(py.none());
    const text = py.PyObject_Repr(value) orelse return error.Raised;
    defer py.Py_DecRef(text);
    if (!result.setText(.value, text)) return error.Raised;
    if (!flags.script) try setUnderscore(value);
}

fn setUnderscore(value: *py.Object) Failure!void {
    if (py._PySys_SetUnderscore(builtins.?, value) < 0) return error.Raised;
}
