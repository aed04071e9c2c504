//! The terminal behind descriptors 0 to 2 while one drives the guest: its settings (termios), its size and its line
//! discipline. The host passes what is typed and what is shown as it is; all that a kernel would do to it is done here, but
//! for Ctrl-C, which the host turns into an interrupt while `Control.terminal_signals` says so.

const control = @import("control.zig");
const libc = @import("libc.zig");
const pipes = @import("pipes.zig");
const wasi = @import("wasi.zig");

/// `struct termios` of Zig's headers, with Linux' numbers.
pub const Settings = extern struct {
    input: u32,
    output: u32,
    control: u32,
    local: u32,
    line: u8 = 0,
    characters: [32]u8,
    input_speed: u32 = B38400,
    output_speed: u32 = B38400,
};

const Size = extern struct { rows: u16, columns: u16, width: u16 = 0, height: u16 = 0 };

const INLCR = 0o100;
const IGNCR = 0o200;
const ICRNL = 0o400;
const IXON = 0o2000;
const IUTF8 = 0o40000;
const OPOST = 0o1;
const ONLCR = 0o4;
const B38400 = 0o17;
const CS8 = 0o60;
const CREAD = 0o200;
const ISIG = 0o1;
const ICANON = 0o2;
const ECHO = 0o10;
const ECHOE = 0o20;
const ECHOK = 0o40;
const ECHONL = 0o100;
const ECHOCTL = 0o1000;
const ECHOKE = 0o4000;
const IEXTEN = 0o100000;
const VERASE = 2;
const VKILL = 3;
const VEOF = 4;
const VMIN = 6;
const VWERASE = 14;
const TIOCGWINSZ = 0x5413;
const TIOCSWINSZ = 0x5414;
const FIONREAD = 1;
const FIONBIO = 2;
const backspace = 8;
const monotonic_clock = 1;

const sane: Settings = .{
    .input = ICRNL | IXON | IUTF8,
    .output = OPOST | ONLCR,
    .control = B38400 | CS8 | CREAD,
    .local = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN,
    // ^C ^\ DEL ^U ^D, then VTIME 0, VMIN 1, and ^Q ^S ^Z ^R ^O ^W ^V where Linux has them.
    .characters = [_]u8{ 3, 28, 127, 21, 4, 0, 1, 0, 17, 19, 26, 0, 18, 15, 23, 22 } ++ @as([16]u8, @splat(0)),
};

var settings: Settings = sane;
var driving = false;

/// A line being typed in canonical mode, and what of a finished one has not been read.
var line: [4096]u8 = undefined;
var line_length: usize = 0;
var finished = false;
var taken: usize = 0;

/// From here on the descriptors are a terminal.
pub fn attach() void {
    driving = true;
    publish();
}

/// From here on they are what an execution is given.
pub fn detach() void {
    driving = false;
}

/// The settings of a new terminal, and no input.
pub fn reset() void {
    settings = sane;
    dropInput();
}

fn publish() void {
    control.block.terminal_signals = settings.local & ISIG;
}

fn isTerminal(fd: c_int) bool {
    return driving and fd >= 0 and fd <= 2;
}

/// Whether what is written to these descriptors needs `\n` as `\r\n`.
pub fn addsReturns(fd: c_int) bool {
    return isTerminal(fd) and settings.output & (OPOST | ONLCR) == OPOST | ONLCR;
}

/// Whether descriptor 0 reads by the rules below.
pub fn reads(fd: c_int) bool {
    return driving and fd == 0;
}

pub const Echo = *const fn ([]const u8) void;

/// Reads from the terminal as `read` does; -1 and errno.
pub fn read(target: []u8, echo: Echo) isize {
    if (target.len == 0) return 0;
    if (finished) return takeLine(target);
    return if (settings.local & ICANON != 0) readLine(target, echo) else readRaw(target, echo);
}

fn readLine(target: []u8, echo: Echo) isize {
    while (!finished) {
        var byte: [1]u8 = undefined;
        const count = receive(&byte);
        if (count < 0) return interrupted(echo);
        if (count == 0) finished = true else edit(translate(byte[0]) orelse continue, echo);
    }
    return takeLine(target);
}

fn takeLine(target: []u8) isize {
    const count = @min(target.len, line_length - taken);
    @memcpy(target[0..count], line[taken..][0..count]);
    taken += count;
    if (taken == line_length) dropInput();
    return @intCast(count);
}

fn interrupted(echo: Echo) isize {
    dropInput();
    if (settings.local & ECHO != 0) echo("^C");
    libc.setErrno(libc.EINTR);
    return -1;
}

fn dropInput() void {
    line_length = 0;
    taken = 0;
    finished = false;
}

fn edit(byte: u8, echo: Echo) void {
    const keys = &settings.characters;
    if (byte == '\n') return finishLine(echo);
    if (byte == keys[VEOF]) {
        finished = true;
    } else if (byte == keys[VERASE] or byte == backspace) {
        eraseCharacter(echo);
    } else if (byte == keys[VKILL]) {
        while (line_length > 0) eraseCharacter(echo);
    } else if (byte == keys[VWERASE]) {
        eraseWord(echo);
    } else if (line_length < line.len - 1) {
        append(byte);
        show(byte, echo);
    }
}

fn append(byte: u8) void {
    line[line_length] = byte;
    line_length += 1;
}

fn finishLine(echo: Echo) void {
    append('\n');
    finished = true;
    if (settings.local & (ECHO | ECHONL) != 0) echo("\n");
}

fn eraseWord(echo: Echo) void {
    while (line_length > 0 and line[line_length - 1] == ' ') eraseCharacter(echo);
    while (line_length > 0 and line[line_length - 1] != ' ') eraseCharacter(echo);
}

fn eraseCharacter(echo: Echo) void {
    if (line_length == 0) return;
    line_length -= 1;
    while (line_length > 0 and line[line_length] & 0xc0 == 0x80) line_length -= 1;
    if (settings.local & ECHO == 0) return;
    echo("\x08 \x08");
    if (isControl(line[line_length])) echo("\x08 \x08");
}

fn isControl(byte: u8) bool {
    return byte < ' ' and byte != '\t';
}

fn show(byte: u8, echo: Echo) void {
    if (settings.local & ECHO == 0) return;
    if (isControl(byte)) echo(&.{ '^', byte + '@' }) else echo(&.{byte});
}

/// One byte a call, so that what was typed ahead is not lost in the buffer of whoever reads one key, such as Python's pager.
fn readRaw(target: []u8, echo: Echo) isize {
    if (settings.characters[VMIN] == 0 and !readable()) return 0;
    while (true) {
        const count = receive(target[0..1]);
        if (count <= 0) return count;
        target[0] = translate(target[0]) orelse continue;
        show(target[0], echo);
        return 1;
    }
}

/// A typed byte as the settings have it; null where they drop it.
fn translate(byte: u8) ?u8 {
    if (byte == '\r' and settings.input & IGNCR != 0) return null;
    if (byte == '\r' and settings.input & ICRNL != 0) return '\n';
    if (byte == '\n' and settings.input & INLCR != 0) return '\r';
    return byte;
}

fn receive(target: []u8) isize {
    control.block.stdin_reads +%= 1;
    const vector: wasi.Vector = .{ .base = target.ptr, .len = target.len };
    var done: usize = 0;
    return libc.result(wasi.__wasi_fd_read(0, &vector, 1, &done), done);
}

fn readable() bool {
    return (waiting(0) orelse 0) > 0;
}

/// Bytes that the host says can be read now; null where it says nothing.
fn waiting(fd: c_int) ?u64 {
    const subscriptions = [_]wasi.Subscription{ .reading(fd), .{ .clock = .{ .id = monotonic_clock, .timeout = 0 } } };
    var events: [2]wasi.Event = undefined;
    var count: usize = 0;
    if (wasi.__wasi_poll_oneoff(&subscriptions, &events, 2, &count) != 0) return null;
    for (events[0..count]) |event| if (event.kind == wasi.read_event and event.failure == 0) return event.bytes;
    return 0;
}

// The functions of <termios.h>, <unistd.h> and <sys/ioctl.h>

fn answer(fd: c_int) c_int {
    if (isTerminal(fd)) return 0;
    libc.setErrno(libc.ENOTTY);
    return -1;
}

export fn isatty(fd: c_int) c_int {
    return @intFromBool(answer(fd) == 0);
}

export fn tcgetattr(fd: c_int, target: *Settings) c_int {
    target.* = settings;
    return answer(fd);
}

export fn tcsetattr(fd: c_int, _: c_int, source: *const Settings) c_int {
    if (!isTerminal(fd)) return answer(fd);
    settings = source.*;
    publish();
    return 0;
}

export fn tcsendbreak(fd: c_int, _: c_int) c_int {
    return answer(fd);
}

export fn tcdrain(fd: c_int) c_int {
    return answer(fd);
}

/// What was typed ahead is the host's, and stays.
export fn tcflush(fd: c_int, _: c_int) c_int {
    return answer(fd);
}

export fn tcflow(fd: c_int, _: c_int) c_int {
    return answer(fd);
}

export fn cfgetispeed(source: *const Settings) u32 {
    return source.input_speed;
}

export fn cfgetospeed(source: *const Settings) u32 {
    return source.output_speed;
}

export fn cfsetispeed(target: *Settings, speed: u32) c_int {
    target.input_speed = speed;
    return 0;
}

export fn cfsetospeed(target: *Settings, speed: u32) c_int {
    target.output_speed = speed;
    return 0;
}

/// C's `int ioctl(int, int, ...)`: on this target the variable arguments are passed as the address of where they lie.
export fn ioctl(fd: c_int, request: c_int, arguments: *const *anyopaque) c_int {
    return switch (request) {
        TIOCGWINSZ => getSize(fd, @ptrCast(@alignCast(arguments.*))),
        TIOCSWINSZ => answer(fd),
        FIONBIO => setNonblocking(fd, @ptrCast(@alignCast(arguments.*))),
        FIONREAD => countReadable(fd, @ptrCast(@alignCast(arguments.*))),
        else => refuse(),
    };
}

fn refuse() c_int {
    libc.setErrno(libc.EINVAL);
    return -1;
}

fn getSize(fd: c_int, target: *align(1) Size) c_int {
    if (!isTerminal(fd)) return answer(fd);
    target.* = .{ .rows = @truncate(control.block.terminal_rows), .columns = @truncate(control.block.terminal_columns) };
    return 0;
}

fn setNonblocking(fd: c_int, wanted: *align(1) const c_int) c_int {
    if (pipes.has(fd)) {
        pipes.serpentarium_set_pipe_flags(fd, if (wanted.* != 0) wasi.nonblocking else 0);
        return 0;
    }
    var status: wasi.DescriptorStatus = undefined;
    var failure = wasi.__wasi_fd_fdstat_get(fd, &status);
    const others = status.flags & ~wasi.nonblocking;
    if (failure == 0) failure = wasi.__wasi_fd_fdstat_set_flags(fd, if (wanted.* != 0) others | wasi.nonblocking else others);
    return @intCast(libc.result(failure, 0));
}

fn countReadable(fd: c_int, count: *align(1) c_int) c_int {
    count.* = @truncate(@as(i64, @bitCast(waiting(fd) orelse return refuse())));
    return 0;
}
