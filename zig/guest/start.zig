//! Makes the image, once, at build time; and makes each instance of it its own.

const cell = @import("cell.zig");
const control = @import("control.zig");
const failure = @import("failure.zig");
const heap = @import("heap.zig");
const py = @import("cpython.zig");
const script = @import("script.zig");
const sources = @import("sources.zig");
const streams = @import("streams.zig");
const terminal = @import("terminal.zig");
const tty = @import("tty.zig");

const preparation: [*:0]const u8 = @embedFile("prepare.py");
const settlement: [*:0]const u8 = @embedFile("settle.py");
const terminal_source: [*:0]const u8 = @embedFile("terminal.py");
const streams_source: [*:0]const u8 = @embedFile("streams.py");
const imports_source: [*:0]const u8 = @embedFile("imports.py");

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

/// The same as programs. Their ends are not for practice: nothing is immortal yet.
const programs = [_][]const u8{
    "import math, random\nprint('practice', math.pi)",
    "import sys\nsys.exit(1)",
    "1 / 0",
};

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

/// The `seed` method of the generator behind `random`'s functions, and `_copies.begin`.
var seed: ?*py.Object = null;
var begin: ?*py.Object = null;

const Failure = error{Raised};

/// Initialises the interpreter, imports what most programs use, takes what the guest needs of it, and practises.
pub fn initialize() Failure!void {
    if (py.serpentarium_initialize_interpreter() < 0) return error.Raised;
    if (py.PyRun_SimpleString(preparation) < 0) return error.Raised;
    try takeModules();
    control.describe();
    // By the name of the file whose frames CPython cuts out of tracebacks.
    const imports = try makeModule("_serpentarium_imports", imports_source, "<frozen importlib._bootstrap>");
    defer py.Py_DecRef(imports);
    try call(imports, "prepare");
    for (0..practice_rounds) |_| {
        for (practice) |code| _ = cell.execute(code, .{});
        for (programs) |code| _ = cell.execute(code, .{ .script = true });
        try script.forget();
        try call(imports, "shelve");
    }
    for (0..practice_rounds) |_| {
        try terminal.practise(typed);
        try call(imports, "shelve");
    }
    cell.forget();
    if (py.PyRun_SimpleString(settlement) < 0) return error.Raised;
    try call(imports, "settle");
    py.serpentarium_forget_collections();
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
    script.main = main;
    script.loader = try take("_frozen_importlib_external", "SourceFileLoader");
    script.hook = try take("sys", "excepthook");
    failure.format_exception = try take("traceback", "format_exception");
    failure.empty = py.PyUnicode_FromString("") orelse return error.Raised;
    sources.cache = try take("linecache", "cache");
    sources.reader = try take("io", "StringIO");
    const own_streams = try makeModule("_serpentarium_streams", streams_source, "_serpentarium_streams");
    defer py.Py_DecRef(own_streams);
    streams.restore = py.PyObject_GetAttrString(own_streams, "restore") orelse return error.Raised;
    seed = try take("random", "seed");
    begin = try take("_copies", "begin");
    terminal.module = try makeTerminal();
}

/// With a terminal there, or libedit would take it that there is none for good.
fn makeTerminal() Failure!*py.Object {
    tty.attach();
    defer tty.detach();
    return makeModule("_serpentarium_terminal", terminal_source, "_serpentarium_terminal");
}

fn makeModule(name: [*:0]const u8, source: [*:0]const u8, filename: [*:0]const u8) Failure!*py.Object {
    const file_input = 257;
    const code = py.Py_CompileStringExFlags(source, filename, file_input, null, -1) orelse return error.Raised;
    defer py.Py_DecRef(code);
    return py.PyImport_ExecCodeModule(name, code) orelse error.Raised;
}

fn call(module: *py.Object, name: [*:0]const u8) Failure!void {
    const done = py.PyObject_CallMethod(module, name, null) orelse return error.Raised;
    py.Py_DecRef(done);
}

fn take(module_name: [*:0]const u8, name: [*:0]const u8) Failure!*py.Object {
    const module = py.PyImport_ImportModule(module_name) orelse return error.Raised;
    defer py.Py_DecRef(module);
    return py.PyObject_GetAttrString(module, name) orelse error.Raised;
}

/// Reseeds what must differ between instances from the host's entropy; a generator that the program has seeded itself goes on.
pub fn individualize() Failure!void {
    const random = py.PyObject_GetAttrString(seed.?, "__self__") orelse return error.Raised;
    defer py.Py_DecRef(random);
    if (py._Random_IsSeeded(random) == 0) try callWithout(seed.?);
    try callWithout(begin.?);
}

fn callWithout(function: *py.Object) Failure!void {
    const done = py.PyObject_CallFunctionObjArgs(function, @as(?*py.Object, null)) orelse return error.Raised;
    py.Py_DecRef(done);
}
