//! Turns the exception that ended an execution into its result.

const py = @import("cpython.zig");
const result = @import("result.zig");
const sources = @import("sources.zig");

/// `traceback.format_exception`, taken when the image was made: a program that patches the module does not change ours.
pub var format_exception: ?*py.Object = null;
/// The empty string, by which a traceback's parts are joined; made ahead, when there was memory.
pub var empty: ?*py.Object = null;

/// Interrupts that may arrive while an interrupt is being described, before the static description is used.
const patience = 3;

/// Fills the result in from the exception set, which it clears.
pub fn describe() void {
    for (0..patience) |_| {
        const exception = py.PyErr_GetRaisedException() orelse return;
        defer py.Py_DecRef(exception);
        if (describeOne(exception)) return;
    }
    py.PyErr_Clear();
    result.current.status = .interrupted;
    setAllStatic("KeyboardInterrupt", "KeyboardInterrupt\n");
}

/// False where an interrupt came in between, which is then the exception set.
fn describeOne(exception: *py.Object) bool {
    if (py.matches(exception, py.PyExc_SystemExit)) return exit(exception);
    setStatus(exception);
    if (setName(exception) and setMessage(exception) and setTraceback(exception)) return true;
    if (py.PyErr_ExceptionMatches(py.PyExc_KeyboardInterrupt) != 0) return false;
    fallBack(exception);
    return true;
}

/// The exception may be its class alone.
fn setStatus(exception: *py.Object) void {
    const interrupt = py.matches(exception, py.PyExc_KeyboardInterrupt);
    result.current.status = if (interrupt) .interrupted else .raised;
    result.current.kind = kindOf(exception);
}

fn kindOf(exception: *py.Object) result.Kind {
    if (py.matches(exception, py.PyExc_AssertionError)) return .assertion;
    return if (py.matches(exception, py.PyExc_MemoryError)) .memory else .other;
}

fn setName(exception: *py.Object) bool {
    const class = py.PyObject_Type(exception);
    defer py.Py_DecRef(class);
    return setNameOf(class);
}

fn setNameOf(class: *py.Object) bool {
    const text = py.PyType_GetQualName(class) orelse return false;
    defer py.Py_DecRef(text);
    return result.setText(.error_name, text);
}

/// Fills the result in for an exception of this class that has been shown already.
pub fn describeShown(class: *py.Object) void {
    setStatus(class);
    if (setNameOf(class)) return;
    py.PyErr_Clear();
    result.setStatic(.error_name, "Exception");
}

fn setMessage(exception: *py.Object) bool {
    const message = py.PyObject_Str(exception) orelse return setMessageOfLast();
    defer py.Py_DecRef(message);
    return result.setText(.error_message, message);
}

/// For an exception that cannot say what it is, the words that CPython's own traceback uses.
fn setMessageOfLast() bool {
    if (py.PyErr_ExceptionMatches(py.PyExc_KeyboardInterrupt) != 0) return false;
    py.PyErr_Clear();
    result.setStatic(.error_message, "<exception str() failed>");
    return true;
}

fn setTraceback(exception: *py.Object) bool {
    const parts = py.PyObject_CallFunctionObjArgs(format_exception.?, exception, @as(?*py.Object, null)) orelse return false;
    defer py.Py_DecRef(parts);
    const text = py.PyUnicode_Join(empty.?, parts) orelse return false;
    defer py.Py_DecRef(text);
    return result.setText(.traceback, text);
}

/// For want of memory or of a sane exception: what can be said without allocating. Letting go of the frames frees what
/// their variables hold.
fn fallBack(exception: *py.Object) void {
    const for_want_of_memory = py.PyErr_ExceptionMatches(py.PyExc_MemoryError) != 0;
    py.PyErr_Clear();
    if (for_want_of_memory and py.PyException_SetTraceback(exception, py.none()) < 0) py.PyErr_Clear();
    if (py.matches(exception, py.PyExc_MemoryError)) return setAllStatic("MemoryError", "MemoryError\n");
    if (!setName(exception)) {
        py.PyErr_Clear();
        result.setStatic(.error_name, "Exception");
    }
    if (display(exception)) return;
    py.PyErr_Clear();
    result.setStatic(.traceback, "<the traceback could not be formatted>\n");
}

/// By the interpreter itself, which needs no module for it: the program may have files in place of those that `traceback` asks for.
fn display(exception: *py.Object) bool {
    const file = py.PyObject_CallFunctionObjArgs(sources.reader.?, @as(?*py.Object, null)) orelse return false;
    defer py.Py_DecRef(file);
    py._PyErr_Display(file, null, exception, null);
    const text = py.PyObject_CallMethod(file, "getvalue", null) orelse return false;
    defer py.Py_DecRef(text);
    return py.PyUnicode_GetLength(text) > 0 and result.setText(.traceback, text);
}

fn setAllStatic(name: []const u8, traceback: []const u8) void {
    result.setStatic(.error_name, name);
    result.setStatic(.error_message, "");
    result.setStatic(.traceback, traceback);
}

/// `SystemExit` by the interpreter's own rules: None is 0, an int is itself as far as a process has room for it, all else is
/// printed and 1.
pub fn exit(exception: *py.Object) bool {
    result.current.status = .exited;
    const code = py.PyObject_GetAttrString(exception, "code") orelse {
        py.PyErr_Clear();
        return printAndExit(exception);
    };
    defer py.Py_DecRef(code);
    if (code == py.none()) return true;
    if (py.PyObject_IsInstance(code, @ptrCast(&py.PyLong_Type)) != 1) return printAndExit(code);
    result.current.exit_code = @intCast(py.PyLong_AsLongLong(code) & 0xff);
    py.PyErr_Clear();
    return true;
}

fn printAndExit(object: *py.Object) bool {
    result.current.exit_code = 1;
    const print_raw = 1;
    const stream = py.PySys_GetObject("stderr") orelse return true;
    if (stream == py.none()) return true;
    if (py.PyFile_WriteObject(object, stream, print_raw) < 0) py.PyErr_Clear();
    if (py.PyFile_WriteString("\n", stream) < 0) py.PyErr_Clear();
    return true;
}
