//! The session's terminal: calls terminal.py, which has the line editor, with the descriptors being a terminal meanwhile.

const cell = @import("cell.zig");
const control = @import("control.zig");
const failure = @import("failure.zig");
const py = @import("cpython.zig");
const result = @import("result.zig");
const streams = @import("streams.zig");
const tty = @import("tty.zig");

pub const Operation = enum(u32) {
    /// Begins at a prompt, whatever was before.
    open = 0,
    /// Edits by the bytes given, and looks at the window's size anew.
    edit = 1,
    /// Runs the statement that was entered. The host asks for a prompt then.
    run = 2,
    /// Prompts anew, for another line than before.
    prompt = 3,
};

pub const State = enum(u32) {
    /// Nothing is left to do: all that was typed is used, or the statement has run.
    done = 0,
    /// A statement waits for `run`.
    entered = 1,
    /// The program is over: `Control.terminal_exit_code`. `open` begins anew.
    ended = 2,
};

/// terminal.py as a module.
pub var module: ?*py.Object = null;

/// Interrupts that may arrive while one is being handled, before a prompt is left undrawn.
const patience = 3;

/// libedit's, which has `input()` follow the window's size.
extern fn rl_resize_terminal() void;

const Failure = error{Raised};

pub fn perform(operation: Operation, bytes: []const u8) State {
    control.block.terminal_unused = 0;
    control.block.terminal_exit_code = 0;
    result.reset();
    if (operation == .open) tty.reset();
    tty.attach();
    defer tty.detach();
    if (operation == .run) {
        streams.refresh();
        rl_resize_terminal();
    }
    const state = call(operation, bytes) catch recover(operation);
    streams.flush();
    py.PyErr_Clear();
    return state;
}

/// Drives a prompt by these keys as a host does, and forgets it.
pub fn practise(keys: []const u8) Failure!void {
    _ = perform(.open, &.{});
    for (0..keys.len) |at| {
        if (perform(.edit, keys[at..][0..1]) != .entered) continue;
        _ = perform(.run, &.{});
        _ = perform(.prompt, &.{});
    }
    control.block.stdout_pending = 0;
    tty.reset();
    tty.attach();
    defer tty.detach();
    _ = try take(py.PyObject_CallMethod(module.?, "forget", null));
}

fn call(operation: Operation, bytes: []const u8) Failure!State {
    return switch (operation) {
        .open => take(py.PyObject_CallMethod(module.?, "open", null)),
        .edit => edit(bytes),
        .run => run(),
        .prompt => take(py.PyObject_CallMethod(module.?, "prompt", null)),
    };
}

/// terminal.py answers how many bytes it used, and whether a statement or the end came with the last of them.
fn edit(bytes: []const u8) Failure!State {
    const answer = py.PyObject_CallMethod(module.?, "edit", "y#", bytes.ptr, @as(isize, @intCast(bytes.len))) orelse return error.Raised;
    defer py.Py_DecRef(answer);
    const number = py.PyLong_AsLong(answer);
    if (number < 0) return error.Raised;
    const used: usize = @min(@as(usize, @intCast(number)) >> 2, bytes.len);
    control.block.terminal_unused = bytes.len - used;
    return stateOf(number & 3);
}

/// terminal.py answers what the statement raised and it has shown, a class.
fn run() Failure!State {
    const raised = py.PyObject_CallMethod(module.?, "run", "I", cell.nextNumber()) orelse return error.Raised;
    defer py.Py_DecRef(raised);
    if (raised != py.none()) failure.describeShown(raised);
    return .done;
}

fn take(answer: ?*py.Object) Failure!State {
    const object = answer orelse return error.Raised;
    defer py.Py_DecRef(object);
    return stateOf(py.PyLong_AsLong(object));
}

fn stateOf(number: c_long) Failure!State {
    return switch (number) {
        0 => .done,
        1 => .entered,
        2 => .ended,
        else => error.Raised,
    };
}

/// SystemExit ends the program; all else is shown, and a call that should leave a prompt tries again. An interrupt is shown
/// by who is interrupted, but for one that comes before a statement is inside, or behind it.
fn recover(operation: Operation) State {
    for (0..patience) |_| {
        const exception = py.PyErr_GetRaisedException() orelse break;
        defer py.Py_DecRef(exception);
        if (py.matches(exception, py.PyExc_SystemExit)) return end(exception);
        const interrupt = py.matches(exception, py.PyExc_KeyboardInterrupt);
        if (!interrupt) py.PyErr_DisplayException(exception);
        if (interrupt and operation == .run) py.PySys_WriteStderr("\nKeyboardInterrupt\n");
        if (operation == .run) {
            describeShown(exception);
            break;
        }
        return call(.prompt, &.{}) catch continue;
    }
    py.PyErr_Clear();
    return .done;
}

fn describeShown(exception: *py.Object) void {
    const class = py.PyObject_Type(exception);
    defer py.Py_DecRef(class);
    failure.describeShown(class);
}

fn end(exception: *py.Object) State {
    _ = failure.exit(exception);
    control.block.terminal_exit_code = result.current.exit_code;
    return .ended;
}
