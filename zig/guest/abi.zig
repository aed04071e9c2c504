//! The functions that the host calls: version 3 of the guest's ABI.
//!
//! Addresses and lengths are u32. The host calls one function at a time; between calls the guest has no stack, so its whole
//! state is linear memory and `__stack_pointer`, both exported.

const cell = @import("cell.zig");
const control = @import("control.zig");
const heap = @import("heap.zig");
const py = @import("cpython.zig");
const recursion = @import("recursion.zig");
const result = @import("result.zig");
const start = @import("start.zig");
const terminal = @import("terminal.zig");

/// The host's count for timers ends with each call (timers.c).
extern fn serpentarium_forget_timers() void;

/// Stands as `_initialize` in the pre-initialised image, where the constructors have run: some hosts' linkers call that
/// export in each instance by themselves, and wasi-libc's own traps at the second call.
export fn guest_initialized() void {}

/// Makes the interpreter; 0, or -1 with the reason on descriptor 2. Called while the image is made, which no longer exports it.
export fn guest_initialize() i32 {
    start.initialize() catch {
        if (py.PyErr_GetRaisedException()) |exception| py.PyErr_DisplayException(exception);
        return -1;
    };
    return 0;
}

/// The version of this ABI, `Control.abi_version`.
export fn guest_abi_version() i32 {
    return control.abi_version;
}

/// Address of the control block (control.zig), the guest's, constant for the image.
export fn guest_control() *control.Control {
    return &control.block;
}

/// `length` bytes which are the host's until it hands them to `guest_free`; 0 where memory or the limit is used up, which
/// `Control.limits_met` tells as well.
export fn guest_allocate(length: usize) usize {
    return heap.allocate(length) orelse {
        py._PyErr_LimitsMet |= control.met_memory;
        return 0;
    };
}

/// Takes back what `guest_allocate` gave; 0 is ignored.
export fn guest_free(address: usize) void {
    if (address != 0) heap.release(address);
}

/// Makes a fresh instance its own: reseeds `random`, and what modules have registered, from the host's entropy. Called once, before
/// anything else; 0, or -1 where the host's entropy failed.
export fn guest_start() i32 {
    start.individualize() catch {
        py.PyErr_Clear();
        return -1;
    };
    return 0;
}

/// Sets `sys.argv` to the NUL-separated UTF-8 strings in `length` bytes at `address`, which stay the host's; a NUL behind
/// the last one is optional. 0, or -1 where memory is used up. Without this call `sys.argv` is `['']`.
export fn guest_set_arguments(address: [*]const u8, length: usize) i32 {
    setArguments(address[0..length]) catch {
        py.PyErr_Clear();
        return -1;
    };
    return 0;
}

/// Runs the `length` bytes of UTF-8 at `address`, which stay the host's, as one execution (cell.zig says by which rules and
/// flags). The result (result.zig) and its strings are the guest's, valid until the next call of this function.
/// The interrupt words are not cleared here: the host does that, before the call.
export fn guest_execute(address: [*]const u8, length: usize, flags: u32) *result.Result {
    recursion.limit();
    serpentarium_forget_timers();
    return cell.execute(address[0..length], @bitCast(flags));
}

/// One operation on the session's terminal (terminal.zig says which, and what the answers mean), with what was typed as
/// `length` bytes at `address`, which stay the host's. An operation that there is not is answered as `done`.
export fn guest_terminal(operation: u32, address: usize, length: usize) u32 {
    if (operation > @backingInt(terminal.Operation.prompt)) return 0;
    recursion.limit();
    serpentarium_forget_timers();
    const typed: []const u8 = if (length == 0) "" else @as([*]const u8, @ptrFromInt(address))[0..length];
    return @backingInt(terminal.perform(@fromBackingInt(@intCast(operation)), typed));
}

fn setArguments(packed_strings: []const u8) error{Raised}!void {
    const list = py.PyList_New(0) orelse return error.Raised;
    defer py.Py_DecRef(list);
    var rest = packed_strings;
    while (rest.len > 0) {
        const end = indexOfNull(rest) orelse rest.len;
        try append(list, rest[0..end]);
        rest = rest[@min(end + 1, rest.len)..];
    }
    if (py.PySys_SetObject("argv", list) < 0) return error.Raised;
}

fn append(list: *py.Object, text: []const u8) error{Raised}!void {
    const string = py.PyUnicode_DecodeUTF8(text.ptr, @intCast(text.len), "surrogateescape") orelse return error.Raised;
    defer py.Py_DecRef(string);
    if (py.PyList_Append(list, string) < 0) return error.Raised;
}

fn indexOfNull(text: []const u8) ?usize {
    for (text, 0..) |byte, at| if (byte == 0) return at;
    return null;
}
