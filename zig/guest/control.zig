//! The control block: the words that guest and host share, at an address constant for the image.

const cpython = @import("cpython.zig");
const recursion = @import("recursion.zig");
const result = @import("result.zig");
const stdio = @import("stdio.zig");

pub const abi_version = 3;

/// The bit of `Control.limits_met` for memory.
pub const met_memory: u32 = 1;

/// All fields are little-endian words of 32 bits. The host may write the words behind the three addresses from another thread while the
/// guest runs, and repeats that until `is_tripped`'s word has been taken back to 0.
pub const Control = extern struct {
    abi_version: u32 = abi_version,
    /// Address of `_PyRuntime.signals.is_tripped`; the host writes 1.
    is_tripped: u32 = 0,
    /// Address of `_PyRuntime.signals.handlers[SIGINT].tripped`; the host writes 1, before `is_tripped`.
    sigint_tripped: u32 = 0,
    /// Address of the main thread state's `eval_breaker`; the host ORs `eval_breaker_bit` in.
    eval_breaker: u32 = 0,
    eval_breaker_bit: u32 = 0,
    /// Bytes that linear memory may have, written by the host; 0 means the module's declared maximum.
    memory_limit: u32 = 0,
    /// Address and capacity of the bytes written to descriptor 1 and not yet handed to the host.
    stdout_buffer: u32 = 0,
    stdout_capacity: u32 = 0,
    /// How many bytes are held. The host may take them, and writes 0, while it serves an import or between calls.
    stdout_pending: u32 = 0,
    /// Count of reads of descriptor 0 (wrapping).
    stdin_reads: u32 = 0,
    /// Size of the terminal's window, written by the host.
    terminal_rows: u32 = 24,
    terminal_columns: u32 = 80,
    /// Not 0 while Ctrl-C on the terminal interrupts; 0 where the program reads it as a byte.
    terminal_signals: u32 = 1,
    /// How many of the bytes given to the last `guest_terminal` were not used.
    terminal_unused: u32 = 0,
    /// The exit code of the program on the terminal, where that call says that it is over.
    terminal_exit_code: i32 = 0,
    /// Address of the word whose bit 0 says that the interpreter raised a MemoryError, bit 1 a RecursionError, caught or not.
    /// The host writes 0 before an execution.
    limits_met: u32 = 0,
    /// Address of the result (result.zig), which is also that of a statement on the terminal.
    result: u32 = 0,
    /// Bytes of native stack that calls within the guest may take, written by the host; how deep C recurses follows from it
    /// (recursion.zig).
    native_stack: u32 = recursion.least_stack,
};

pub var block: Control = .{};

/// Fills in the addresses; the interpreter must have been initialised.
pub fn describe() void {
    var words: cpython.InterruptWords = undefined;
    cpython.serpentarium_interrupt_words(&words);
    block.is_tripped = @intFromPtr(words.is_tripped);
    block.sigint_tripped = @intFromPtr(words.sigint_tripped);
    block.eval_breaker = @intFromPtr(words.eval_breaker);
    block.eval_breaker_bit = words.eval_breaker_bit;
    block.stdout_buffer = @intFromPtr(&stdio.buffer);
    block.stdout_capacity = stdio.buffer.len;
    block.limits_met = @intFromPtr(&cpython._PyErr_LimitsMet);
    block.result = @intFromPtr(&result.current);
}
