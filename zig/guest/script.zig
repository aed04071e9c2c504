//! A program as `python3 main.py` runs it: in a `__main__` of its own, its folder first on the path, to the interpreter's end.

const cell = @import("cell.zig");
const failure = @import("failure.zig");
const py = @import("cpython.zig");
const result = @import("result.zig");

const name = "main.py";
const folder = "/sandbox";
pub const path = folder ++ "/" ++ name;

/// What a process exits with where its standard output could not be flushed.
const unflushed = 120;

/// `importlib.machinery.SourceFileLoader`, `sys.excepthook` and the image's `__main__`, taken when the image was made.
pub var loader: ?*py.Object = null;
pub var hook: ?*py.Object = null;
pub var main: ?*py.Object = null;

const Failure = error{Raised};

/// Puts a new `__main__` in place; the answer is its namespace, a new reference. One that does not end with its code is also
/// that of the executions after it.
pub fn begin(filename: *py.Object, ends: bool) Failure!*py.Object {
    const namespace = try makeMain(filename);
    errdefer py.Py_DecRef(namespace);
    if (py.PyDict_DelItemString(py.PyImport_GetModuleDict(), "warnings") < 0) py.PyErr_Clear();
    try lookIntoFolder();
    try nameProgram();
    if (!ends) {
        // The image's namespace is immortal, so that nothing is let go of here.
        py.Py_IncRef(namespace);
        cell.namespace = namespace;
    }
    return namespace;
}

/// Puts the image's `__main__` back.
pub fn forget() Failure!void {
    const own = py.PyModule_GetDict(main.?);
    if (cell.namespace != own) py.Py_DecRef(cell.namespace);
    cell.namespace = own;
    if (py.PyDict_SetItemString(py.PyImport_GetModuleDict(), "__main__", main.?) < 0) return error.Raised;
}

fn makeMain(filename: *py.Object) Failure!*py.Object {
    const module = py.PyModule_New("__main__") orelse return error.Raised;
    defer py.Py_DecRef(module);
    const namespace = py.PyModule_GetDict(module);
    const own = py.PyObject_CallFunction(loader.?, "sO", "__main__", filename) orelse return error.Raised;
    defer py.Py_DecRef(own);
    const annotations = py.PyDict_New() orelse return error.Raised;
    defer py.Py_DecRef(annotations);
    const builtins = py.PyImport_AddModuleRef("builtins") orelse return error.Raised;
    defer py.Py_DecRef(builtins);
    const entries = .{
        .{ "__loader__", own },    .{ "__annotations__", annotations }, .{ "__builtins__", builtins },
        .{ "__file__", filename }, .{ "__cached__", py.none() },
    };
    inline for (entries) |entry| {
        if (py.PyDict_SetItemString(namespace, entry[0], entry[1]) < 0) return error.Raised;
    }
    if (py.PyDict_SetItemString(py.PyImport_GetModuleDict(), "__main__", module) < 0) return error.Raised;
    py.Py_IncRef(namespace);
    return namespace;
}

/// `sys.path[0]` is the script's folder, wherever the program goes; at a prompt it is the working folder.
fn lookIntoFolder() Failure!void {
    const list = py.PySys_GetObject("path") orelse return;
    const first = py.PyList_GetItem(list, 0) orelse return py.PyErr_Clear();
    if (py.PyUnicode_GetLength(first) != 0) return;
    const text = py.PyUnicode_FromString(folder) orelse return error.Raised;
    if (py.PyList_SetItem(list, 0, text) < 0) return error.Raised;
}

/// `sys.argv[0]`, unless the host has set it.
fn nameProgram() Failure!void {
    const list = py.PySys_GetObject("argv") orelse return;
    const first = py.PyList_GetItem(list, 0) orelse return py.PyErr_Clear();
    if (py.PyUnicode_GetLength(first) != 0) return;
    const text = py.PyUnicode_FromString(name) orelse return error.Raised;
    if (py.PyList_SetItem(list, 0, text) < 0) return error.Raised;
}

/// Fills the result in from the exception that left the program, and has a `sys.excepthook` of the program's see it.
pub fn describe() void {
    const exception = py.PyErr_GetRaisedException() orelse return;
    defer py.Py_DecRef(exception);
    py.Py_IncRef(exception);
    py.PyErr_SetRaisedException(exception);
    failure.describe();
    if (py.matches(exception, py.PyExc_SystemExit)) return;
    if (py.serpentarium_show_exception(exception, hook.?) >= 0) return;
    // The hook has called for an exit.
    result.reset();
    failure.describe();
}

/// Runs `atexit` callbacks, flushes the standard streams, and takes down what may be waiting for its end.
pub fn end() void {
    const flushed = py.serpentarium_finalize(main.?) >= 0;
    py.PyErr_Clear();
    if (flushed or result.current.status == .raised or result.current.status == .interrupted) return;
    result.reset();
    result.current.status = .exited;
    result.current.exit_code = unflushed;
}
