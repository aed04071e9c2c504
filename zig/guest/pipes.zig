//! The program's own pipes, of which the host does not know (pipes.c). But for the first, `fd` is a pipe's.

pub extern fn serpentarium_is_pipe(fd: c_int) c_int;
pub extern fn serpentarium_read_pipe(fd: c_int, target: [*]u8, count: usize) isize;
pub extern fn serpentarium_write_pipe(fd: c_int, source: [*]const u8, count: usize) isize;
pub extern fn serpentarium_set_pipe_flags(fd: c_int, flags: c_int) void;
/// How many bytes can be read; 0 for the end that is written to.
pub extern fn serpentarium_count_in_pipe(fd: c_int) c_int;

pub fn has(fd: c_int) bool {
    return serpentarium_is_pipe(fd) != 0;
}
