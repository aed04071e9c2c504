;; Every way to trap.
(module
  (memory (export "memory") 2 4)
  (func $deep (export "recurse") (param i32) (result i32)
    (i32.add (i32.const 1) (call $deep (i32.add (local.get 0) (i32.const 1)))))
  (func (export "unreachable") unreachable)
  (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
  (func (export "divide") (param i32 i32) (result i32)
    (i32.div_s (local.get 0) (local.get 1)))
  ;; Counts for ever in its memory.
  (func (export "spin")
    (loop $again
      (i32.store (i32.const 65536) (i32.add (i32.load (i32.const 65536)) (i32.const 1)))
      (br $again)))
  (func (export "fine") (result i32) (i32.const 1)))
