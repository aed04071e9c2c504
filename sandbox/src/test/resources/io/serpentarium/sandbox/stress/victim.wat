;; A guest that never returns of itself, in guest code or in host calls without end.
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read"
    (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "random_get" (func $random_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "clock_time_get"
    (func $clock_time_get (param i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "poll_oneoff"
    (func $poll_oneoff (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_sizes_get"
    (func $args_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "environ_get" (func $environ_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_prestat_get"
    (func $fd_prestat_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_fdstat_get"
    (func $fd_fdstat_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_filestat_get"
    (func $fd_filestat_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_readdir"
    (func $fd_readdir (param i32 i32 i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_pwrite"
    (func $fd_pwrite (param i32 i32 i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_pread"
    (func $fd_pread (param i32 i32 i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_seek"
    (func $fd_seek (param i32 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_close" (func $fd_close (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_open"
    (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_filestat_get"
    (func $path_filestat_get (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_symlink"
    (func $path_symlink (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_readlink"
    (func $path_readlink (param i32 i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_rename"
    (func $path_rename (param i32 i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_unlink_file"
    (func $path_unlink_file (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_create_directory"
    (func $path_create_directory (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_remove_directory"
    (func $path_remove_directory (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "sock_recv"
    (func $sock_recv (param i32 i32 i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 4 4096)
  ;; One vector: 64 KiB at 131072.
  (data (i32.const 65552) "\00\00\02\00\00\00\01\00")
  ;; One subscription: the monotonic clock, 100 microseconds from now.
  (data (i32.const 65616) "\01\00\00\00\00\00\00\00\a0\86\01\00")
  ;; Three names of one letter each.
  (data (i32.const 67584) "abd")
  (func $count (i32.store (i32.const 65536) (i32.add (i32.load (i32.const 65536)) (i32.const 1))))
  (func $spin (export "spin") (loop $again (call $count) (br $again)))
  (func (export "write")
    (loop $again
      (call $count)
      (br_if $again
        (i32.eqz (call $fd_write (i32.const 1) (i32.const 65552) (i32.const 1) (i32.const 65544)))))
    (unreachable))
  (func (export "read")
    (loop $again
      (call $count)
      (br_if $again
        (i32.eqz (call $fd_read (i32.const 0) (i32.const 65552) (i32.const 1) (i32.const 65544)))))
    (unreachable))
  (func (export "random")
    (loop $again
      (call $count)
      (br_if $again (i32.eqz (call $random_get (i32.const 131072) (i32.const 4096)))))
    (unreachable))
  (func (export "clock")
    (loop $again
      (call $count)
      (br_if $again (i32.eqz (call $clock_time_get (i32.const 1) (i64.const 1) (i32.const 65792)))))
    (unreachable))
  (func (export "poll")
    (loop $again
      (call $count)
      (br_if $again
        (i32.eqz (call $poll_oneoff (i32.const 65600) (i32.const 65792) (i32.const 1) (i32.const 66048)))))
    (unreachable))
  (func (export "arguments")
    (loop $again
      (call $count)
      (drop (call $args_sizes_get (i32.const 66048) (i32.const 66052)))
      (drop (call $args_get (i32.const 66048) (i32.const 67072)))
      (drop (call $environ_get (i32.const 66048) (i32.const 67072)))
      (br $again)))
  (func (export "describe")
    (loop $again
      (call $count)
      (drop (call $fd_prestat_get (i32.const 3) (i32.const 66048)))
      (drop (call $fd_fdstat_get (i32.const 1) (i32.const 66048)))
      (drop (call $fd_filestat_get (i32.const 3) (i32.const 66048)))
      (drop (call $sock_recv (i32.const 1) (i32.const 65552) (i32.const 1) (i32.const 0) (i32.const 65544) (i32.const 65548)))
      (br $again)))
  (func (export "list")
    (loop $again
      (call $count)
      (drop (call $fd_readdir (i32.const 3) (i32.const 131072) (i32.const 4096) (i64.const 0) (i32.const 66048)))
      (br $again)))
  (func (export "file")
    (loop $again
      (call $count)
      (drop (call $path_open (i32.const 3) (i32.const 0) (i32.const 67584) (i32.const 1)
        (i32.const 1) (i64.const 536870911) (i64.const 536870911) (i32.const 0) (i32.const 66136)))
      (drop (call $fd_pwrite (i32.load (i32.const 66136)) (i32.const 65552) (i32.const 1) (i64.const 0) (i32.const 65544)))
      (drop (call $fd_seek (i32.load (i32.const 66136)) (i64.const 0) (i32.const 0) (i32.const 66048)))
      (drop (call $fd_pread (i32.load (i32.const 66136)) (i32.const 65552) (i32.const 1) (i64.const 0) (i32.const 65544)))
      (drop (call $fd_close (i32.load (i32.const 66136))))
      (drop (call $path_filestat_get (i32.const 3) (i32.const 0) (i32.const 67584) (i32.const 1) (i32.const 66048)))
      (br $again)))
  (func (export "tree")
    (loop $again
      (call $count)
      (drop (call $path_symlink (i32.const 67584) (i32.const 1) (i32.const 3) (i32.const 67585) (i32.const 1)))
      (drop (call $path_readlink (i32.const 3) (i32.const 67585) (i32.const 1) (i32.const 131072) (i32.const 64) (i32.const 66048)))
      (drop (call $path_rename (i32.const 3) (i32.const 67585) (i32.const 1) (i32.const 3) (i32.const 67584) (i32.const 1)))
      (drop (call $path_unlink_file (i32.const 3) (i32.const 67584) (i32.const 1)))
      (drop (call $path_create_directory (i32.const 3) (i32.const 67586) (i32.const 1)))
      (drop (call $path_remove_directory (i32.const 3) (i32.const 67586) (i32.const 1)))
      (br $again)))
  (func (export "grow")
    (local $page i32)
    (loop $again
      (local.set $page (memory.grow (i32.const 1)))
      (if (i32.ne (local.get $page) (i32.const -1))
        (then
          (i32.store (i32.shl (local.get $page) (i32.const 16)) (local.get $page))
          (br $again))))
    (call $spin))
  (func $deep (param $depth i32)
    (i32.store (i32.add (i32.const 65536) (i32.shl (local.get $depth) (i32.const 2)))
      (local.get $depth))
    (if (local.get $depth)
      (then (call $deep (i32.sub (local.get $depth) (i32.const 1))))))
  (func (export "recurse") (loop $again (call $deep (i32.const 10000)) (br $again)))
  ;; The sum of all numbers below the given one, by way of the memory.
  (func (export "sum") (param $n i32) (result i32)
    (i32.store (i32.const 66560) (i32.const 0))
    (loop $again
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (i32.store (i32.const 66560) (i32.add (i32.load (i32.const 66560)) (local.get $n)))
      (br_if $again (local.get $n)))
    (i32.load (i32.const 66560))))
