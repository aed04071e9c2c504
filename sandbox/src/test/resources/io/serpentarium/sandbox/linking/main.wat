;; What python.wasm is to side modules: memory, table and stack, functions in the table and outside of it, and data.
(module
  (import "host" "tell" (func $tell (param i32) (result i32)))
  (memory (export "memory") 4 8)
  (table (export "__indirect_function_table") 3 funcref)
  (global (export "__stack_pointer") (mut i32) (i32.const 131072))
  (global (export "answer") i32 (i32.const 131080))
  (func $twice (export "twice") (param $x i32) (result i32) (i32.mul (local.get $x) (i32.const 2)))
  (func $thrice (export "thrice") (param $x i32) (result i32) (i32.mul (local.get $x) (i32.const 3)))
  (func (export "use_tell") (param $x i32) (result i32) (call $tell (local.get $x)))
  (func (export "call") (param $slot i32) (param $x i32) (result i32) (call_indirect (param i32) (result i32) (local.get $x) (local.get $slot)))
  (func (export "start") (param $slot i32) (call_indirect (local.get $slot)))
  (elem (i32.const 1) func $twice)
  (data (i32.const 131080) "\2a\00\00\00"))
