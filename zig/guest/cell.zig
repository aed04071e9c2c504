//! Runs one piece of code in `__main__`, by the rules of the REPL for its last expression.

const failure = @import("failure.zig");
const py = @import("cpython.zig");
const result = @import("result.zig");
const sources = @import("sources.zig");
const streams = @import("streams.zig");

pub const Flags = packed struct(u32) {
    /// Run the `atexit` callbacks behind the code: it is a program's only execution.
    at_exit: bool = false,
    /// The code is a script: its file is `main.py`, and its last expression is not a result.
    script: bool = false,
    unused: u30 = 0,
};

/// `__main__`'s namespace, `builtins`' namespace and `atexit._run_exitfuncs`, taken when the image was made.
pub var namespace: ?*py.Object = null;
pub var builtins: ?*py.Object = null;
pub var run_exit_functions: ?*py.Object = null;

/// Counts the executions that are not scripts; names their files.
var counter: c_uint = 0;

const Failure = error{Raised};

pub fn execute(code: []const u8, flags: Flags) *result.Result {
    result.reset();
    streams.refreshInput();
    // Raised means that CPython's error indicator is set, which is all that the epilogue needs to know.
    run(code, flags) catch {};
    streams.flush();
    if (py.PyErr_Occurred() != null) {
        result.reset();
        failure.describe();
    }
    if (flags.at_exit) leave();
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
    const filename = try nameFile(flags);
    defer py.Py_DecRef(filename);
    const text = try decode(code, filename);
    defer py.Py_DecRef(text);
    sources.register(filename, text);
    var body: ?*py.Object = null;
    var last: ?*py.Object = null;
    const source = py.PyUnicode_AsUTF8AndSize(text, null) orelse return error.Raised;
    if (py.serpentarium_compile(source, filename, @intFromBool(!flags.script), &body, &last) < 0) return error.Raised;
    defer py.Py_DecRef(body);
    defer py.Py_DecRef(last);
    py.Py_DecRef(try evaluate(body.?));
    const value = try evaluate(last orelse return);
    defer py.Py_DecRef(value);
    try show(value);
}

fn nameFile(flags: Flags) Failure!*py.Object {
    if (flags.script) return py.PyUnicode_FromString("main.py") orelse error.Raised;
    return py.PyUnicode_FromFormat("<python-input-%u>", nextNumber()) orelse error.Raised;
}

/// The number in the next `<python-input-…>`; statements on the terminal are counted with the executions.
pub fn nextNumber() c_uint {
    defer counter +%= 1;
    return counter;
}

/// The code as text; what is not UTF-8 or holds a null byte is a SyntaxError, as for a file.
fn decode(code: []const u8, filename: *py.Object) Failure!*py.Object {
    const text = py.PyUnicode_DecodeUTF8(code.ptr, @intCast(code.len), null) orelse {
        try raiseDecodingError(filename);
        return error.Raised;
    };
    if (!hasNullByte(code)) return text;
    py.Py_DecRef(text);
    _ = py.PyErr_Format(py.PyExc_SyntaxError, "source code string cannot contain null bytes");
    return error.Raised;
}

fn hasNullByte(code: []const u8) bool {
    for (code) |byte| if (byte == 0) return true;
    return false;
}

fn raiseDecodingError(filename: *py.Object) Failure!void {
    if (py.PyErr_ExceptionMatches(py.PyExc_UnicodeDecodeError) == 0) return error.Raised;
    const cause = py.PyErr_GetRaisedException() orelse return error.Raised;
    defer py.Py_DecRef(cause);
    _ = py.PyErr_Format(py.PyExc_SyntaxError, "(unicode error) %S", cause);
    py.PyErr_SyntaxLocationObject(filename, 1, 0);
}

fn evaluate(code: *py.Object) Failure!*py.Object {
    return py.PyEval_EvalCode(code, namespace.?, namespace.?) orelse error.Raised;
}

/// `sys.displayhook`, with the host's result in place of standard output.
fn show(value: *py.Object) Failure!void {
    if (value == py.none()) return;
    try setUnderscore(py.none());
    const text = py.PyObject_Repr(value) orelse return error.Raised;
    defer py.Py_DecRef(text);
    if (!result.setText(.value, text)) return error.Raised;
    try setUnderscore(value);
}

fn setUnderscore(value: *py.Object) Failure!void {
    if (py._PySys_SetUnderscore(builtins.?, value) < 0) return error.Raised;
}

/// CPython reports the failures of `atexit` callbacks on standard error itself.
fn leave() void {
    if (py.PyObject_CallFunctionObjArgs(run_exit_functions.?, @as(?*py.Object, null))) |done| py.Py_DecRef(done);
    py.PyErr_Clear();
    streams.flush();
    py.PyErr_Clear();
}
