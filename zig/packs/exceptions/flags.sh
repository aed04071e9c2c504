# How code is compiled that throws: longjmp throws as well, and what is thrown stays in its side module.
# shellcheck disable=SC2034,SC2154
unwinding='-mcpu=generic-bulk_memory-bulk_memory_opt+exception_handling -mllvm -wasm-enable-sjlj -mllvm -wasm-use-legacy-eh=false'
# pybind11's modules share their exceptions' classes where nothing says otherwise.
exceptions="-fwasm-exceptions -fvisibility=hidden -fvisibility-inlines-hidden -include $here/exceptions/threads.h -DPYBIND11_EXPORT_EXCEPTION="
