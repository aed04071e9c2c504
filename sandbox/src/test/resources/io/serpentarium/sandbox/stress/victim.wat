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
  (memory (export "memory") 3 4096)
  ;; One vector: 64 KiB at 65536.
  (data (i32.const 16) "\00\00\01\00\00\00\01\00")
  ;; One subscription: the monotonic clock, 100 microseconds from now.
  (data (i32.const 80) "\01\00\00\00\00\00\00\00\a0\86\01\00")
  (func $count (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1))))
  (func $spin (export "spin") (loop $again (call $count) (br $again)))
  (func (export "write")
    (loop $again
      (call $count)
      (br_if $again
        (i32.eqz (call $fd_write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 8)))))
    (unreachable))
  (func (export "read")
    (loop $again
      (call $count)
      (br_if $again
        (i32.eqz (call $fd_read (i32.const 0) (i32.const 16) (i32.const 1) (i32.const 8)))))
    (unreachable))
  (func (export "random")
    (loop $again
      (call $count)
      (br_if $again (i32.eqz (call $random_get (i32.const 65536) (i32.const 4096)))))
    (unreachable))
  (func (export "clock")
    (loop $again
      (call $count)
      (br_if $again (i32.eqz (call $clock_time_get (i32.const 1) (i64.const 1) (i32.const 256)))))
    (unreachable))
  (func (export "poll")
    (loop $again
      (call $count)
      (br_if $again
        (i32.eqz (call $poll_oneoff (i32.const 64) (i32.const 256) (i32.const 1) (i32.const 512)))))
    (unreachable))
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
    (i32.store (i32.const 1024) (i32.const 0))
    (loop $again
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (i32.store (i32.const 1024) (i32.add (i32.load (i32.const 1024)) (local.get $n)))
      (br_if $again (local.get $n)))
    (i32.load (i32.const 1024))))
