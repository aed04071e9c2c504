//! Makes the image, once, at build time; and makes each instance of it its own.

const cell = @import("cell.zig");
const control = @import("control.zig");
const failure = @import("failure.zig");
const py = @import("cpython.zig");
const sources = @import("sources.zig");

/// Runs in the interpreter that becomes the image.
const preparation: [*:0]const u8 = @embedFile("prepare.py");

/// The `seed` method of the generator behind `random`'s functions.
var seed: ?*py.Object = null;

const Failure = error{Raised};

/// Initialises the interpreter, imports what most programs use and takes what the guest needs of it.
pub fn initialize() Failure!void {
    if (py.serpentarium_initialize_interpreter() < 0) return error.Raised;
    try takeModules();
    control.describe();
    if (py.PyRun_SimpleString(preparation) < 0) return error.Raised;
}

fn takeModules() Failure!void {
    const main = py.PyImport_AddModuleRef("__main__") orelse return error.Raised;
    cell.namespace = py.PyModule_GetDict(main);
    py.Py_IncRef(cell.namespace);
    cell.builtins = py.PyEval_GetBuiltins();
    py.Py_IncRef(cell.builtins);
    cell.run_exit_functions = try take("atexit", "_run_exitfuncs");
    failure.format_exception = try take("traceback", "format_exception");
    failure.empty = py.PyUnicode_FromString("") orelse return error.Raised;
    sources.cache = try take("linecache", "cache");
    seed = try take("random", "seed");
}

fn take(module_name: [*:0]const u8, name: [*:0]const u8) Failure!*py.Object {
    const module = py.PyImport_ImportModule(module_name) orelse return error.Raised;
    defer py.Py_DecRef(module);
    return py.PyObject_GetAttrString(module, name) orelse error.Raised;
}

/// Takes back the traces that practice executions left.
pub fn forgetPractice() void {
    cell.counter = 0;
}

/// Reseeds what must differ between instances from the host's entropy.
pub fn individualize() Failure!void {
    const done = py.PyObject_CallFunctionObjArgs(seed.?, @as(?*py.Object, null)) orelse return error.Raised;
    py.Py_DecRef(done);
}
