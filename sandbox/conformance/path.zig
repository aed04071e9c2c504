//! What the functions on paths refuse alike: each is driven with every bad path, on each side that takes one.

const t = @import("harness.zig");
const wasi = @import("wasi.zig");
const e = wasi.errno;

const longest_name = 255;
const longest_path = 4096;

var scratch: [64]u8 align(8) = undefined;
var long: [longest_path + 1]u8 = @splat('a');
var opened: u32 = 0;

/// Calls a function with one path; what else it takes is good.
const Call = *const fn (base: u32, path: u32, length: u32) wasi.Errno;

const calls = [_]struct { []const u8, Call }{
    .{ "path_create_directory", createDirectory },
    .{ "path_filestat_get", filestatGet },
    .{ "path_filestat_set_times", filestatSetTimes },
    .{ "path_set_mode", setMode },
    .{ "path_link (old)", linkOld },
    .{ "path_link (new)", linkNew },
    .{ "path_open", open },
    .{ "path_readlink", readlink },
    .{ "path_remove_directory", removeDirectory },
    .{ "path_rename (old)", renameOld },
    .{ "path_rename (new)", renameNew },
    .{ "path_symlink", symlink },
    .{ "path_unlink_file", unlinkFile },
};

var file: u32 = 0;
var directory: u32 = 0;

export fn run() u32 {
    file = t.create("sandbox/f");
    _ = symlinkTo("loop", "sandbox/loop");
    _ = on(createDirectory, t.ROOT, "sandbox/d");
    directory = t.open("sandbox", wasi.oflag.DIRECTORY, wasi.right.READ, 0);
    inline for (calls) |call| {
        bases(call[0], call[1]);
        paths(call[0], call[1]);
        memory(call[0], call[1]);
        escapes(call[0], call[1]);
    }
    target();
    changes();
    return t.end();
}

fn bases(comptime name: []const u8, call: Call) void {
    t.errno(name ++ ": EBADF", e.BADF, on(call, t.CLOSED, "sandbox/x"));
    t.errno(name ++ ": EBADF for the last number", e.BADF, on(call, 0xffff_ffff, "sandbox/x"));
    t.errno(name ++ ": ENOTDIR below a stream", e.NOTDIR, on(call, 0, "x"));
    t.errno(name ++ ": ENOTDIR below a file", e.NOTDIR, on(call, file, "x"));
}

fn paths(comptime name: []const u8, call: Call) void {
    t.errno(name ++ ": ENOENT for no path", e.NOENT, on(call, t.ROOT, ""));
    t.errno(name ++ ": ENOENT below a directory that is not there", e.NOENT, on(call, t.ROOT, "sandbox/none/x"));
    t.errno(name ++ ": ENOTDIR below a path that is a file", e.NOTDIR, on(call, t.ROOT, "sandbox/f/x"));
    t.errno(name ++ ": ELOOP", e.LOOP, on(call, t.ROOT, "sandbox/loop/x"));
    t.errno(name ++ ": EINVAL for a NUL", e.INVAL, on(call, t.ROOT, "sandbox/x\x00y"));
    t.errno(name ++ ": EILSEQ for what is no UTF-8", e.ILSEQ, on(call, t.ROOT, "sandbox/\xff"));
    t.errno(name ++ ": EILSEQ for a surrogate", e.ILSEQ, on(call, t.ROOT, "sandbox/\xed\xa0\x80"));
    t.errno(name ++ ": ENAMETOOLONG for a name", e.NAMETOOLONG, on(call, t.ROOT, long[0 .. longest_name + 1]));
    t.errno(name ++ ": ENAMETOOLONG for a path", e.NAMETOOLONG, on(call, t.ROOT, &long));
}

fn memory(comptime name: []const u8, call: Call) void {
    t.errno(name ++ ": EFAULT", e.FAULT, call(t.ROOT, t.memoryEnd() - 1, 2));
    t.errno(name ++ ": EFAULT for the last address", e.FAULT, call(t.ROOT, 0xffff_ffff, 2));
    t.errno(name ++ ": ENAMETOOLONG for a length that wraps", e.NAMETOOLONG, call(t.ROOT, 1, 0xffff_ffff));
}

/// A path never leaves its base; the root has nothing to leave for.
fn escapes(comptime name: []const u8, call: Call) void {
    t.errno(name ++ ": EPERM for an absolute path", e.PERM, on(call, t.ROOT, "/sandbox/x"));
    t.errno(name ++ ": EPERM above the base", e.PERM, on(call, directory, "../tmp/x"));
    t.errno(name ++ ": EPERM above the base on the way", e.PERM, on(call, directory, "d/../../tmp/x"));
}

/// A link's target is kept as it is, absolute ones too: the tree is the guest's own, and a walk from a base that is not
/// the root refuses them when it meets one.
fn target() void {
    t.ok("path_symlink: absolute target", symlinkTo("/sandbox/f", "sandbox/absolute"));
    t.ok("path_open: absolute target below the root", on(open, t.ROOT, "sandbox/absolute"));
    t.errno("path_open: EPERM for an absolute target below another base", e.PERM, on(open, directory, "absolute"));
    t.errno("path_symlink: ENOENT for no target", e.NOENT, symlinkTo("", "sandbox/l"));
    t.errno("path_symlink: EINVAL for a NUL in the target", e.INVAL, symlinkTo("\x00", "sandbox/l"));
    t.errno("path_symlink: EILSEQ for the target", e.ILSEQ, symlinkTo("\xff", "sandbox/l"));
    t.errno("path_symlink: ENAMETOOLONG for the target", e.NAMETOOLONG, symlinkTo(&long, "sandbox/l"));
    t.errno("path_symlink: EFAULT for the target", e.FAULT, wasi.path_symlink(t.memoryEnd(), 1, t.ROOT, t.at(&long), 1));
}

fn on(call: Call, base: u32, path: []const u8) wasi.Errno {
    return call(base, t.at(path.ptr), t.length(path));
}

fn symlinkTo(to: []const u8, path: []const u8) wasi.Errno {
    return wasi.path_symlink(t.at(to.ptr), t.length(to), t.ROOT, t.at(path.ptr), t.length(path));
}

fn createDirectory(base: u32, path: u32, length: u32) wasi.Errno {
    return wasi.path_create_directory(base, path, length);
}

fn filestatGet(base: u32, path: u32, length: u32) wasi.Errno {
    return wasi.path_filestat_get(base, wasi.FOLLOW, path, length, t.at(&scratch));
}

fn filestatSetTimes(base: u32, path: u32, length: u32) wasi.Errno {
    return wasi.path_filestat_set_times(base, wasi.FOLLOW, path, length, 0, 0, 0);
}

fn setMode(base: u32, path: u32, length: u32) wasi.Errno {
    return wasi.path_set_mode(base, wasi.FOLLOW, path, length, 0o644);
}

fn linkOld(base: u32, path: u32, length: u32) wasi.Errno {
    return wasi.path_link(base, wasi.FOLLOW, path, length, t.ROOT, t.at(new.ptr), t.length(new));
}

fn linkNew(base: u32, path: u32, length: u32) wasi.Errno {
    return wasi.path_link(t.ROOT, 0, t.at(old.ptr), t.length(old), base, path, length);
}

fn open(base: u32, path: u32, length: u32) wasi.Errno {
    const failure = wasi.path_open(base, wasi.FOLLOW, path, length, 0, wasi.right.READ, 0, 0, t.at(&opened));
    if (failure == e.SUCCESS) _ = wasi.fd_close(opened);
    return failure;
}

fn readlink(base: u32, path: u32, length: u32) wasi.Errno {
    return wasi.path_readlink(base, path, length, t.at(&scratch), scratch.len, t.at(&opened));
}

fn removeDirectory(base: u32, path: u32, length: u32) wasi.Errno {
    return wasi.path_remove_directory(base, path, length);
}

fn renameOld(base: u32, path: u32, length: u32) wasi.Errno {
    return wasi.path_rename(base, path, length, t.ROOT, t.at(new.ptr), t.length(new));
}

fn renameNew(base: u32, path: u32, length: u32) wasi.Errno {
    return wasi.path_rename(t.ROOT, t.at(old.ptr), t.length(old), base, path, length);
}

fn symlink(base: u32, path: u32, length: u32) wasi.Errno {
    return wasi.path_symlink(t.at(old.ptr), t.length(old), base, path, length);
}

fn unlinkFile(base: u32, path: u32, length: u32) wasi.Errno {
    return wasi.path_unlink_file(base, path, length);
}

const old: []const u8 = "sandbox/f";
const new: []const u8 = "sandbox/new";

fn changes() void {
    var before: u64 = 0;
    var after: u64 = 0;
    t.errno("tree_changes: EFAULT", e.FAULT, wasi.tree_changes(t.memoryEnd() - 7));
    t.ok("tree_changes", wasi.tree_changes(t.at(&before)));
    _ = wasi.tree_changes(t.at(&after));
    t.equal("tree_changes: the same while nothing changes", before, after);
}
