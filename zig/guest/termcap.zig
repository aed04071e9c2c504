//! termcap for libedit, with one terminal in it: xterm, which every terminal of today understands.

const Capability = struct { name: *const [2]u8, text: [*:0]const u8 };

/// `%i` and `%d` stand for what they do in terminfo; every parametrised capability here has one number.
const strings = [_]Capability{
    .{ .name = "al", .text = "\x1b[L" },
    .{ .name = "bl", .text = "\x07" },
    .{ .name = "cd", .text = "\x1b[J" },
    .{ .name = "ce", .text = "\x1b[K" },
    .{ .name = "ch", .text = "\x1b[%i%dG" },
    .{ .name = "cl", .text = "\x1b[H\x1b[2J" },
    .{ .name = "dc", .text = "\x1b[P" },
    .{ .name = "dl", .text = "\x1b[M" },
    .{ .name = "ei", .text = "\x1b[4l" },
    .{ .name = "ho", .text = "\x1b[H" },
    .{ .name = "im", .text = "\x1b[4h" },
    .{ .name = "kd", .text = "\x1b[B" },
    .{ .name = "kl", .text = "\x1b[D" },
    .{ .name = "kr", .text = "\x1b[C" },
    .{ .name = "ku", .text = "\x1b[A" },
    .{ .name = "kh", .text = "\x1b[H" },
    .{ .name = "@7", .text = "\x1b[F" },
    .{ .name = "kD", .text = "\x1b[3~" },
    .{ .name = "md", .text = "\x1b[1m" },
    .{ .name = "me", .text = "\x1b[0m" },
    .{ .name = "nd", .text = "\x1b[C" },
    .{ .name = "se", .text = "\x1b[27m" },
    .{ .name = "so", .text = "\x1b[7m" },
    .{ .name = "up", .text = "\x1b[A" },
    .{ .name = "us", .text = "\x1b[4m" },
    .{ .name = "ue", .text = "\x1b[24m" },
    .{ .name = "DC", .text = "\x1b[%dP" },
    .{ .name = "DO", .text = "\x1b[%dB" },
    .{ .name = "IC", .text = "\x1b[%d@" },
    .{ .name = "LE", .text = "\x1b[%dD" },
    .{ .name = "RI", .text = "\x1b[%dC" },
    .{ .name = "UP", .text = "\x1b[%dA" },
};

/// Automatic margins, a newline ignored behind the last column, a meta key.
const flags = [_]*const [2]u8{ "am", "xn", "km" };

var formatted: [32]u8 = undefined;

/// 1: whatever the terminal is called, it is this one.
export fn tgetent(_: ?[*]u8, _: ?[*:0]const u8) c_int {
    return 1;
}

export fn tgetflag(name: [*:0]const u8) c_int {
    for (flags) |flag| if (is(name, flag)) return 1;
    return 0;
}

/// -1: the size is the window's, which libedit asks for itself.
export fn tgetnum(_: [*:0]const u8) c_int {
    return -1;
}

export fn tgetstr(name: [*:0]const u8, _: ?*?[*]u8) ?[*:0]const u8 {
    for (strings) |each| if (is(name, each.name)) return each.text;
    return null;
}

fn is(name: [*:0]const u8, wanted: *const [2]u8) bool {
    return name[0] == wanted[0] and name[1] == wanted[1];
}

/// The capability with its number filled in; valid until the next call.
export fn tgoto(capability: [*:0]const u8, _: c_int, number: c_int) [*:0]const u8 {
    var value: c_uint = @intCast(@max(number, 0));
    var length: usize = 0;
    var at: usize = 0;
    while (capability[at] != 0 and length < formatted.len - 12) : (at += 1) {
        if (capability[at] != '%') {
            formatted[length] = capability[at];
            length += 1;
            continue;
        }
        at += 1;
        if (capability[at] == 'i') value += 1 else length += print(formatted[length..], value);
    }
    formatted[length] = 0;
    return formatted[0..length :0];
}

fn print(target: []u8, value: c_uint) usize {
    var digits: usize = 1;
    var rest = value;
    while (rest > 9) : (rest /= 10) digits += 1;
    rest = value;
    var at = digits;
    while (at > 0) : (rest /= 10) {
        at -= 1;
        target[at] = '0' + @as(u8, @intCast(rest % 10));
    }
    return digits;
}

export fn tputs(text: [*:0]const u8, _: c_int, put: *const fn (c_int) callconv(.c) c_int) c_int {
    var at: usize = 0;
    while (text[at] != 0) : (at += 1) _ = put(text[at]);
    return 0;
}
