;; Counts how often it is initialised.
(module
  (import "env" "initialising" (func $initialising))
  (memory (export "memory") 1)
  (global $count (mut i32) (i32.const 0))
  (func (export "_initialize")
    (global.set $count (i32.add (global.get $count) (i32.const 1)))
    (call $initialising))
  (func (export "count") (result i32) (global.get $count)))
