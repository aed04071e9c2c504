//! What the functions on paths do to the tree, and what each refuses by itself.

const t = @import("harness.zig");
const wasi = @import("wasi.zig");
const e = wasi.errno;

const image_file = "lib/python3.13/os.py";
const image_folder = "lib/python3.13/json";

export fn run() u32 {
    createDirectory();
    filestat();
    setTimes();
    link();
    symlink();
    readlink();
    rename();
    unlinkFile();
    removeDirectory();
    return t.end();
}

fn made(path: []const u8) wasi.Errno {
    return wasi.path_create_directory(t.ROOT, t.at(path.ptr), t.length(path));
}

fn stat(path: []const u8, lookup: u32) wasi.Filestat {
    var stats: wasi.Filestat = undefined;
    const failure = wasi.path_filestat_get(t.ROOT, lookup, t.at(path.ptr), t.length(path), t.at(&stats));
    if (failure != e.SUCCESS) stats.links = 0;
    return stats;
}

fn there(path: []const u8) bool {
    return stat(path, 0).links > 0;
}

fn touch(path: []const u8) void {
    _ = wasi.fd_close(t.create(path));
}

fn createDirectory() void {
    t.ok("path_create_directory: makes one", made("sandbox/d"));
    t.equal("path_create_directory: is a directory", wasi.filetype.DIRECTORY, stat("sandbox/d", 0).filetype);
    t.ok("path_create_directory: name that ends in a slash", made("sandbox/e/"));
    t.errno("path_create_directory: EEXIST", e.EXIST, made("sandbox/d"));
    t.errno("path_create_directory: EEXIST for a dot", e.EXIST, made("sandbox/."));
    t.errno("path_create_directory: EROFS in the root", e.ROFS, made("new"));
    t.errno("path_create_directory: EROFS in the image", e.ROFS, made("lib/python3.13/new"));
}

fn filestat() void {
    touch("sandbox/f");
    const path: []const u8 = "sandbox/f";
    t.equal("path_filestat_get: file", wasi.filetype.REGULAR_FILE, stat("sandbox/f", 0).filetype);
    t.equal("path_filestat_get: file of the image", 5, stat(image_file, 0).size);
    t.errno("path_filestat_get: ENOTDIR for a file before a slash", e.NOTDIR, statError("sandbox/f/"));
    t.errno("path_filestat_get: ENOENT", e.NOENT, statError("sandbox/none"));
    t.errno("path_filestat_get: EFAULT for the result", e.FAULT, wasi.path_filestat_get(
        t.ROOT,
        0,
        t.at(path.ptr),
        t.length(path),
        t.memoryEnd() - 63,
    ));
    t.errno("path_filestat_get: EINVAL for another flag", e.INVAL, wasi.path_filestat_get(t.ROOT, 2, t.at(path.ptr), 1, 0));
}

fn statError(path: []const u8) wasi.Errno {
    var stats: wasi.Filestat = undefined;
    return wasi.path_filestat_get(t.ROOT, 0, t.at(path.ptr), t.length(path), t.at(&stats));
}

fn setTimes() void {
    t.ok("path_filestat_set_times: both", times("sandbox/f", 0, 1000, 2000, 1 | 4));
    t.equal("path_filestat_set_times: accessed", 1000, stat("sandbox/f", 0).accessed);
    t.equal("path_filestat_set_times: modified", 2000, stat("sandbox/f", 0).modified);
    t.errno("path_filestat_set_times: ENOENT", e.NOENT, times("sandbox/none", 0, 0, 0, 0));
    t.errno("path_filestat_set_times: EINVAL for now and not now", e.INVAL, times("sandbox/f", 0, 0, 0, 1 | 2));
    t.errno("path_filestat_set_times: EINVAL for another flag", e.INVAL, times("sandbox/f", 0, 0, 0, 16));
    t.errno("path_filestat_set_times: EINVAL for another lookup flag", e.INVAL, times("sandbox/f", 2, 0, 0, 0));
    t.errno("path_filestat_set_times: EROFS in the image", e.ROFS, times(image_file, 0, 0, 0, 4));
    t.errno("path_filestat_set_times: EROFS for the root", e.ROFS, times(".", 0, 0, 0, 8));
}

fn times(path: []const u8, lookup: u32, accessed: u64, modified: u64, flags: u32) wasi.Errno {
    return wasi.path_filestat_set_times(t.ROOT, lookup, t.at(path.ptr), t.length(path), accessed, modified, flags);
}

fn linked(lookup: u32, from: []const u8, to: []const u8) wasi.Errno {
    return wasi.path_link(t.ROOT, lookup, t.at(from.ptr), t.length(from), t.ROOT, t.at(to.ptr), t.length(to));
}

fn link() void {
    t.ok("path_link: one more name", linked(0, "sandbox/f", "sandbox/hard"));
    t.equal("path_link: two names", 2, stat("sandbox/f", 0).links);
    t.equal("path_link: one inode", stat("sandbox/f", 0).inode, stat("sandbox/hard", 0).inode);
    t.errno("path_link: EEXIST", e.EXIST, linked(0, "sandbox/f", "sandbox/hard"));
    t.errno("path_link: ENOENT", e.NOENT, linked(0, "sandbox/none", "sandbox/h"));
    t.errno("path_link: ENOENT for a name that ends in a slash", e.NOENT, linked(0, "sandbox/f", "sandbox/h/"));
    t.errno("path_link: ENOTDIR for a file before a slash", e.NOTDIR, linked(0, "sandbox/f/", "sandbox/h"));
    t.errno("path_link: EPERM for a directory", e.PERM, linked(0, "sandbox/d", "sandbox/h"));
    t.errno("path_link: EROFS", e.ROFS, linked(0, "sandbox/f", "h"));
    t.errno("path_link: EXDEV for a file of the image", e.XDEV, linked(0, image_file, "sandbox/h"));
    t.errno("path_link: EINVAL for another flag", e.INVAL, linked(2, "sandbox/f", "sandbox/h"));
}

fn symlinked(to: []const u8, path: []const u8) wasi.Errno {
    return wasi.path_symlink(t.at(to.ptr), t.length(to), t.ROOT, t.at(path.ptr), t.length(path));
}

fn symlink() void {
    t.ok("path_symlink: to a file", symlinked("f", "sandbox/l"));
    t.equal("path_symlink: is a link", wasi.filetype.SYMBOLIC_LINK, stat("sandbox/l", 0).filetype);
    t.equal("path_symlink: leads to the file", stat("sandbox/f", 0).inode, stat("sandbox/l", wasi.FOLLOW).inode);
    t.ok("path_symlink: to nothing", symlinked("none", "sandbox/dangling"));
    t.errno("path_symlink: EEXIST", e.EXIST, symlinked("f", "sandbox/l"));
    t.errno("path_symlink: ENOENT for a name that ends in a slash", e.NOENT, symlinked("f", "sandbox/m/"));
    t.errno("path_symlink: EROFS", e.ROFS, symlinked("f", "m"));
}

fn readlink() void {
    var buffer = [4]u8{ '?', '?', '?', '?' };
    var used: u32 = 0;
    t.ok("path_readlink: link", read("sandbox/dangling", &buffer, &used));
    t.same("path_readlink: its target", "none", buffer[0..used]);
    t.ok("path_readlink: little room", read("sandbox/dangling", buffer[0..2], &used));
    t.equal("path_readlink: is filled", 2, used);
    t.errno("path_readlink: EINVAL for a file", e.INVAL, read("sandbox/f", &buffer, &used));
    t.errno("path_readlink: ENOENT", e.NOENT, read("sandbox/none", &buffer, &used));
    const path: []const u8 = "sandbox/l";
    const room = t.at(&buffer);
    t.errno("path_readlink: EFAULT for the buffer", e.FAULT, wasi.path_readlink(
        t.ROOT,
        t.at(path.ptr),
        t.length(path),
        t.memoryEnd(),
        1,
        t.at(&used),
    ));
    t.errno("path_readlink: EFAULT for the count", e.FAULT, wasi.path_readlink(
        t.ROOT,
        t.at(path.ptr),
        t.length(path),
        room,
        4,
        t.memoryEnd() - 3,
    ));
}

fn read(path: []const u8, buffer: []u8, used: *u32) wasi.Errno {
    return wasi.path_readlink(t.ROOT, t.at(path.ptr), t.length(path), t.at(buffer.ptr), t.length(buffer), t.at(used));
}

fn renamed(from: []const u8, to: []const u8) wasi.Errno {
    return wasi.path_rename(t.ROOT, t.at(from.ptr), t.length(from), t.ROOT, t.at(to.ptr), t.length(to));
}

fn rename() void {
    touch("sandbox/a");
    touch("sandbox/d/a");
    t.ok("path_rename: file", renamed("sandbox/a", "sandbox/b"));
    t.check("path_rename: the old name is gone", !there("sandbox/a"));
    t.check("path_rename: the new one is there", there("sandbox/b"));
    t.ok("path_rename: over a file", renamed("sandbox/b", "sandbox/hard"));
    t.equal("path_rename: the file that was there lost a name", 1, stat("sandbox/f", 0).links);
    t.ok("path_rename: to itself", renamed("sandbox/hard", "sandbox/hard"));
    t.ok("path_rename: a link and not what it leads to", renamed("sandbox/l", "sandbox/m"));
    t.equal("path_rename: is still a link", wasi.filetype.SYMBOLIC_LINK, stat("sandbox/m", 0).filetype);
    t.ok("path_rename: directory over an empty one", renamed("sandbox/d", "sandbox/e"));
    t.check("path_rename: with what is in it", there("sandbox/e/a"));
    t.errno("path_rename: ENOENT", e.NOENT, renamed("sandbox/none", "sandbox/x"));
    t.errno("path_rename: EISDIR for a file over a directory", e.ISDIR, renamed("sandbox/f", "sandbox/e"));
    t.errno("path_rename: ENOTDIR for a directory over a file", e.NOTDIR, renamed("sandbox/e", "sandbox/f"));
    _ = made("sandbox/g");
    t.errno("path_rename: ENOTEMPTY", e.NOTEMPTY, renamed("sandbox/g", "sandbox/e"));
    t.errno("path_rename: EINVAL for a directory into itself", e.INVAL, renamed("sandbox/e", "sandbox/e/x"));
    t.errno("path_rename: EINVAL for a dot", e.INVAL, renamed("sandbox/e/.", "sandbox/x"));
    t.errno("path_rename: EROFS out of the root", e.ROFS, renamed("tmp", "sandbox/tmp"));
    t.errno("path_rename: EROFS into the root", e.ROFS, renamed("sandbox/f", "f"));
    t.errno("path_rename: EROFS in the image", e.ROFS, renamed(image_file, "sandbox/x"));
}

fn unlinked(path: []const u8) wasi.Errno {
    return wasi.path_unlink_file(t.ROOT, t.at(path.ptr), t.length(path));
}

fn unlinkFile() void {
    t.ok("path_unlink_file: link", unlinked("sandbox/m"));
    t.check("path_unlink_file: not what it leads to", there("sandbox/f"));
    t.ok("path_unlink_file: file", unlinked("sandbox/f"));
    t.check("path_unlink_file: is gone", !there("sandbox/f"));
    t.errno("path_unlink_file: ENOENT", e.NOENT, unlinked("sandbox/f"));
    t.errno("path_unlink_file: ENOTDIR for a file before a slash", e.NOTDIR, unlinked("sandbox/hard/"));
    t.errno("path_unlink_file: EISDIR", e.ISDIR, unlinked("sandbox/e"));
    t.errno("path_unlink_file: EROFS in the image", e.ROFS, unlinked(image_file));
}

fn removed(path: []const u8) wasi.Errno {
    return wasi.path_remove_directory(t.ROOT, t.at(path.ptr), t.length(path));
}

fn removeDirectory() void {
    t.ok("path_remove_directory: empty one", removed("sandbox/g"));
    t.check("path_remove_directory: is gone", !there("sandbox/g"));
    t.errno("path_remove_directory: ENOENT", e.NOENT, removed("sandbox/g"));
    t.errno("path_remove_directory: ENOTEMPTY", e.NOTEMPTY, removed("sandbox/e"));
    t.errno("path_remove_directory: ENOTDIR", e.NOTDIR, removed("sandbox/hard"));
    t.errno("path_remove_directory: EINVAL for a dot", e.INVAL, removed("sandbox/e/."));
    t.errno("path_remove_directory: EROFS in the root", e.ROFS, removed("tmp"));
    t.errno("path_remove_directory: EROFS in the image", e.ROFS, removed(image_folder));
}
