;; A memory of two to five pages, the first of which is polled, that grows while the host looks on.
(module
  (import "env" "look" (func $look (param i32)))
  (memory (export "memory") 2 5)
  (data (i32.const 65552) "snake")
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
  (func (export "growAndLook") (param i32) (result i32)
    (local $pages i32)
    (local.set $pages (memory.grow (local.get 0)))
    (call $look (memory.size))
    (local.get $pages))
  (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
  (func (export "store") (param i32 i32) (i32.store (local.get 0) (local.get 1)))
  ;; Spins until the word at 65,664 is not zero, and gives it.
  (func (export "await") (result i32)
    (call $look (i32.const 0))
    (loop $again (br_if $again (i32.eqz (call $word))))
    (call $word))
  (func $word (result i32) (i32.load (i32.const 65664))))
