//! Keeps the text of the latest executions in `linecache`, so that tracebacks show the lines they speak of.

const py = @import("cpython.zig");

/// `linecache.cache`, and `io.StringIO`, which splits text where a file's lines end and nowhere else.
pub var cache: ?*py.Object = null;
pub var reader: ?*py.Object = null;

const Entry = struct { filename: ?*py.Object = null, length: usize = 0 };

const most_entries = 64;
const most_characters = 1 << 20;

/// A ring: `oldest` is the next to go, `total` the characters that the kept ones hold.
var entries: [most_entries]Entry = @splat(.{});
var newest: usize = 0;
var oldest: usize = 0;
var total: usize = 0;

/// Registers `text` under `filename`; without memory the traceback goes without source lines.
pub fn register(filename: *py.Object, text: *py.Object) void {
    const length: usize = @intCast(py.PyUnicode_GetLength(text));
    if (length > most_characters) return;
    while (newest - oldest == most_entries or total + length > most_characters) forgetOldest();
    if (store(filename, text) < 0) return py.PyErr_Clear();
    py.Py_IncRef(filename);
    entries[newest % most_entries] = .{ .filename = filename, .length = length };
    newest += 1;
    total += length;
}

pub fn forgetAll() void {
    while (oldest < newest) forgetOldest();
}

/// A complete entry without a time is one that `linecache.checkcache` leaves alone.
fn store(filename: *py.Object, text: *py.Object) c_int {
    const lines = split(text) orelse return -1;
    defer py.Py_DecRef(lines);
    const length = py.PyLong_FromLong(@intCast(py.PyUnicode_GetLength(text))) orelse return -1;
    defer py.Py_DecRef(length);
    const entry = py.PyTuple_Pack(4, length, py.none(), lines, filename) orelse return -1;
    defer py.Py_DecRef(entry);
    return py.PyDict_SetItem(cache.?, filename, entry);
}

/// Without a byte order mark, which is no part of the first line, and with the newline that may be missing at the end.
fn split(given: *py.Object) ?*py.Object {
    const length = py.PyUnicode_GetLength(given);
    const is_marked: isize = @intFromBool(py.PyUnicode_FindChar(given, 0xfeff, 0, 1, 1) == 0);
    const is_whole = length == 0 or py.PyUnicode_FindChar(given, '\n', length - 1, length, 1) >= 0;
    const unmarked = py.PyUnicode_Substring(given, is_marked, length) orelse return null;
    defer py.Py_DecRef(unmarked);
    const text = py.PyUnicode_FromFormat(if (is_whole) "%U" else "%U\n", unmarked) orelse return null;
    defer py.Py_DecRef(text);
    const file = py.PyObject_CallFunctionObjArgs(reader.?, text, py.none(), @as(?*py.Object, null)) orelse return null;
    defer py.Py_DecRef(file);
    return py.PyObject_CallMethod(file, "readlines", null);
}

/// Gives a SyntaxError the line that it is about. The parser has it at hand; the passes behind it look for it in a file.
pub fn showLine(filename: *py.Object) void {
    const exception = py.PyErr_GetRaisedException() orelse return;
    defer py.PyErr_SetRaisedException(exception);
    if (py.matches(exception, py.PyExc_SyntaxError)) addLine(exception, filename) catch py.PyErr_Clear();
}

fn addLine(exception: *py.Object, filename: *py.Object) error{Raised}!void {
    const text = py.PyObject_GetAttrString(exception, "text") orelse return error.Raised;
    defer py.Py_DecRef(text);
    const number = py.PyObject_GetAttrString(exception, "lineno") orelse return error.Raised;
    defer py.Py_DecRef(number);
    if (text != py.none() or number == py.none()) return;
    const entry = py.PyDict_GetItemWithError(cache.?, filename) orelse return error.Raised;
    const lines = py.PyTuple_GetItem(entry, 2) orelse return error.Raised;
    const line = py.PyList_GetItem(lines, py.PyLong_AsLong(number) - 1) orelse return error.Raised;
    if (py.PyObject_SetAttrString(exception, "text", line) < 0) return error.Raised;
}

fn forgetOldest() void {
    const entry = &entries[oldest % most_entries];
    oldest += 1;
    total -= entry.length;
    if (py.PyDict_DelItem(cache.?, entry.filename.?) < 0) py.PyErr_Clear();
    py.Py_DecRef(entry.filename);
    entry.* = .{};
}
