//! Makes the image, once, at build time; and makes each instance of it its own.

const cell = @import("cell.zig");
const control = @import("control.zig");
const failure = @import("failure.zig");
const heap = @import("heap.zig");
const py = @import("cpython.zig");
const sources = @import("sources.zig");
const terminal = @import("terminal.zig");
const tty = @import("tty.zig");

const preparation: [*:0]const u8 = @embedFile("prepare.py");
const settlement: [*:0]const u8 = @embedFile("settle.py");
const terminal_source: [*:0]const u8 = @embedFile("terminal.py");

/// Executions of the usual kinds: what CPython loads, caches and specialises for them is then in the image, where it costs
/// a session neither time nor pages of its own.
const practice = [_][]const u8{
    "1 + 1",
    "x = 0\nfor i in range(100):\n    x += i\nx",
    "def square(n):\n    return n * n\n\n[square(n) for n in range(9)], f'{x:>9} {x!r}'",
    "class Point:\n    def __init__(self, x):\n        self.x = x\n\nPoint(1).x, 'a b'.split(), {'a': 1.5}",
    "print('practice', 1)",
    "1 / 0",
    "def fail():\n    raise ValueError('practice')\n\nfail()",
    "undefined",
    "x = (",
    "import json, sys, math\njson.dumps({'a': [1, 2.5, None, 'text']}), math.sqrt(2)",
    "raise SystemExit(0)",
};
const practice_rounds = 24;

/// The same on the terminal, key by key.
const typed =
    "1 + 1\r" ++
    "for i in range(3):\rprint(i)\r\r" ++
    "def square(n):\r    return n * n\r\rsquare(3)\r" ++
    "import math\rmath.s\t\x03x = [1,\r2]\r" ++
    "1 / 0\rundefined\rx = (]\r" ++
    "\x1b[A\x1b[A\x1b[B\x1b[D\x1b[C\x7f\x01\x05\x03" ++
    "\x12range\r\x03" ++
    "\x1b[200~print('practice')\x1b[201~\r" ++
    "help(len)\rhelp('if')\r";

/// The `seed` method of the generator behind `random`'s functions.
var seed: ?*py.Object = null;

const Failure = error{Raised};

/// Initialises the interpreter, imports what most programs use, takes what the guest needs of it, and practises.
pub fn initialize() Failure!void {
    if (py.serpentarium_initialize_interpreter() < 0) return error.Raised;
    if (py.PyRun_SimpleString(preparation) < 0) return error.Raised;
    try takeModules();
    control.describe();
    for (0..practice_rounds) |_| {
        for (practice) |code| _ = cell.execute(code, .{});
    }
    for (0..practice_rounds) |_| try terminal.practise(typed);
    cell.forget();
    if (py.PyRun_SimpleString(settlement) < 0) return error.Raised;
    py.serpentarium_immortalize();
    py.serpentarium_fill_pools();
    heap.settle();
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
    terminal.module = try makeTerminal();
}

/// With a terminal there, or libedit would take it that there is none for good.
fn makeTerminal() Failure!*py.Object {
    tty.attach();
    defer tty.detach();
    return makeModule("_serpentarium_terminal", terminal_source);
}

fn makeModule(name: [*:0]const u8, source: [*:0]const u8) Failure!*py.Object {
    const file_input = 257;
    const code = py.Py_CompileStringExFlags(source, name, file_input, null, -1) orelse return error.Raised;
    defer py.Py_DecRef(code);
    return py.PyImport_ExecCodeModule(name, code) orelse error.Raised;
}

fn take(module_name: [*:0]const u8, name: [*:0]const u8) Failure!*py.Object {
    const module = py.PyImport_ImportModule(module_name) orelse return error.Raised;
    defer py.Py_DecRef(module);
    return py.PyObject_GetAttrString(module, name) orelse error.Raised;
}

/// Reseeds what must differ between instances from the host's entropy.
pub fn individualize() Failure!void {
    const done = py.PyObject_CallFunctionObjArgs(seed.?, @as(?*py.Object, null)) orelse return error.Raised;
    py.Py_DecRef(done);
}
