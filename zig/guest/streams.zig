//! Python's standard streams around an execution.

const control = @import("control.zig");
const py = @import("cpython.zig");

/// streams.py's function of that name.
pub var restore: ?*py.Object = null;

var reads_seen: u32 = 0;

/// Makes the standard streams fit for the next execution, whatever an earlier one has done to them. What the program has put
/// in their place is left alone, unless it is closed.
pub fn refresh() void {
    refreshInput();
    refreshOutput("stdout", "__stdout__");
    refreshOutput("stderr", "__stderr__");
}

fn refreshOutput(name: [*:0]const u8, original: [*:0]const u8) void {
    if (isUsable(name) and isUsable(original)) return;
    const done = py.PyObject_CallFunction(restore.?, "s", name) orelse return py.PyErr_Clear();
    py.Py_DecRef(done);
}

fn isUsable(name: [*:0]const u8) bool {
    const stream = py.PySys_GetObject(name) orelse return false;
    if (stream == py.none()) return true;
    const closed = py.PyObject_GetAttrString(stream, "closed") orelse {
        const missing = py.PyErr_ExceptionMatches(py.PyExc_AttributeError) != 0;
        py.PyErr_Clear();
        return missing;
    };
    defer py.Py_DecRef(closed);
    const answer = py.PyObject_IsTrue(closed);
    py.PyErr_Clear();
    return answer <= 0;
}

/// Gives the next execution a standard input without leftovers: what an earlier one read ahead is not for this one, and
/// `exit()` closes the stream that the next one needs. A stream that the program put there itself is left alone.
fn refreshInput() void {
    const input = py.PySys_GetObject("stdin") orelse return;
    if (input != py.PySys_GetObject("__stdin__")) return;
    const reads = control.block.stdin_reads;
    if (reads == reads_seen and !isClosed(input)) return;
    reads_seen = reads;
    replaceInput() catch py.PyErr_Clear();
}

fn isClosed(stream: *py.Object) bool {
    const closed = py.PyObject_GetAttrString(stream, "closed") orelse {
        py.PyErr_Clear();
        return false;
    };
    defer py.Py_DecRef(closed);
    return py.PyObject_IsTrue(closed) == 1;
}

const Failure = error{Raised};

/// As CPython's own `create_stdio` makes it in UTF-8 mode.
fn replaceInput() Failure!void {
    const stream = py.PyFile_FromFd(0, null, "r", -1, "utf-8", "surrogateescape", "\n", 0) orelse return error.Raised;
    defer py.Py_DecRef(stream);
    try nameInput(stream);
    if (py.PySys_SetObject("__stdin__", stream) < 0) return error.Raised;
    if (py.PySys_SetObject("stdin", stream) < 0) return error.Raised;
}

fn nameInput(stream: *py.Object) Failure!void {
    const buffer = py.PyObject_GetAttrString(stream, "buffer") orelse return error.Raised;
    defer py.Py_DecRef(buffer);
    const raw = py.PyObject_GetAttrString(buffer, "raw") orelse return error.Raised;
    defer py.Py_DecRef(raw);
    const name = py.PyUnicode_FromString("<stdin>") orelse return error.Raised;
    defer py.Py_DecRef(name);
    if (py.PyObject_SetAttrString(raw, "name", name) < 0) return error.Raised;
}

/// Flushes sys.stdout and sys.stderr. Their failures are nobody's, but an interrupt that arrives here becomes the
/// execution's exception, in place of the one it may have had.
pub fn flush() void {
    const pending = py.PyErr_GetRaisedException();
    const interrupt = flushOne("stdout") orelse flushOne("stderr");
    if (interrupt) |raised| {
        py.Py_DecRef(pending);
        py.PyErr_SetRaisedException(raised);
    } else {
        py.PyErr_SetRaisedException(pending);
    }
}

/// The interrupt that arrived meanwhile, if any.
fn flushOne(name: [*:0]const u8) ?*py.Object {
    const stream = py.PySys_GetObject(name) orelse return null;
    if (stream == py.none()) return null;
    py.Py_IncRef(stream);
    defer py.Py_DecRef(stream);
    if (py.PyObject_CallMethod(stream, "flush", null)) |done| {
        py.Py_DecRef(done);
        return null;
    }
    const raised = py.PyErr_GetRaisedException() orelse return null;
    if (py.matches(raised, py.PyExc_KeyboardInterrupt)) return raised;
    py.Py_DecRef(raised);
    return null;
}
