;; Guest code that only a kill ends, and host calls from the midst of it.
(module
  (import "env" "copy" (func $copy (param i32 i32)))
  (import "env" "nest" (func $nest))
  (memory (export "memory") 3 4096)
  (func $count (i32.store (i32.const 65536) (i32.add (i32.load (i32.const 65536)) (i32.const 1))))
  (func $spin (export "spin") (loop $again (call $count) (br $again)))
  (func (export "counted") (result i32) (i32.load (i32.const 65536)))
  ;; Takes page after page, touches nothing but the newest, and spins when there is no more.
  (func (export "grow")
    (local $page i32)
    (loop $again
      (local.set $page (memory.grow (i32.const 1)))
      (if (i32.ne (local.get $page) (i32.const -1))
        (then
          (i32.store (i32.shl (local.get $page) (i32.const 16)) (local.get $page))
          (br $again))))
    (call $spin))
  ;; Has the host copy pages, for ever.
  (func (export "copy")
    (loop $again
      (call $copy (i32.const 65536) (i32.const 131072))
      (br $again)))
  ;; Enters the guest again through the host.
  (func (export "nest") (call $nest))
  ;; Runs through its stack again and again, without a trap of its own.
  (func $deep (param $depth i32)
    (i32.store offset=65536 (i32.shl (local.get $depth) (i32.const 2)) (local.get $depth))
    (if (local.get $depth)
      (then (call $deep (i32.sub (local.get $depth) (i32.const 1))))))
  (func (export "recurse") (loop $again (call $deep (i32.const 1000)) (br $again))))
