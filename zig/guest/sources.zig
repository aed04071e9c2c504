//! Keeps the text of the latest executions in `linecache`, so that tracebacks show the lines they speak of.

const py = @import("cpython.zig");

/// `linecache.cache`.
pub var cache: ?*py.Object = null;

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
    const lines = py.PyUnicode_Splitlines(text, 1) orelse return -1;
    defer py.Py_DecRef(lines);
    const length = py.PyLong_FromLong(@intCast(py.PyUnicode_GetLength(text))) orelse return -1;
    defer py.Py_DecRef(length);
    const entry = py.PyTuple_Pack(4, length, py.none(), lines, filename) orelse return -1;
    defer py.Py_DecRef(entry);
    return py.PyDict_SetItem(cache.?, filename, entry);
}

fn forgetOldest() void {
    const entry = &entries[oldest % most_entries];
    oldest += 1;
    total -= entry.length;
    if (py.PyDict_DelItem(cache.?, entry.filename.?) < 0) py.PyErr_Clear();
    py.Py_DecRef(entry.filename);
    entry.* = .{};
}
