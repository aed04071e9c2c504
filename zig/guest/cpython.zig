//! CPython's C API as far as the guest uses it, and the functions of internals.c.

pub const Object = opaque {};

pub const InterruptWords = extern struct {
    is_tripped: *anyopaque,
    sigint_tripped: *anyopaque,
    eval_breaker: *anyopaque,
    eval_breaker_bit: c_uint,
};

pub extern fn serpentarium_interrupt_words(words: *InterruptWords) void;
pub extern fn serpentarium_initialize_interpreter() c_int;
pub extern fn serpentarium_drop_underscore(builtins: *Object) void;
pub extern fn serpentarium_immortalize() void;
pub extern fn serpentarium_fill_pools() void;
pub extern fn serpentarium_forget_collections() void;
pub extern fn serpentarium_compile(source: [*:0]const u8, filename: *Object, script: c_int, with_value: c_int, body: *?*Object, last: *?*Object) c_int;
/// Of finalization.c.
pub extern fn serpentarium_finalize(main: *Object) c_int;
pub extern fn serpentarium_show_exception(exception: *Object, own_hook: *Object) c_int;
/// Of patches/0020.
pub extern fn _Random_IsSeeded(random: *Object) c_int;

/// Of patches/0001.
pub extern var _Py_CRecursionLimit: c_int;
pub extern var _PyParser_MaxStack: c_int;
pub extern fn serpentarium_limit_recursion(levels: c_int) void;

/// Of patches/0008.
pub extern var _PyErr_LimitsMet: c_uint;

pub extern var PyExc_AssertionError: *Object;
pub extern var PyExc_AttributeError: *Object;
pub extern var PyExc_KeyboardInterrupt: *Object;
pub extern var PyExc_MemoryError: *Object;
pub extern var PyExc_SyntaxError: *Object;
pub extern var PyExc_SystemExit: *Object;
pub extern var PyExc_UnicodeDecodeError: *Object;

pub extern fn Py_IncRef(object: ?*Object) void;
pub extern fn Py_DecRef(object: ?*Object) void;
pub extern fn Py_GetConstantBorrowed(id: c_uint) *Object;

pub extern fn _PyErr_Display(file: *Object, unused: ?*Object, exception: *Object, traceback: ?*Object) void;
pub extern fn PyErr_Clear() void;
pub extern fn PyErr_Occurred() ?*Object;
pub extern fn PyErr_DisplayException(exception: *Object) void;
pub extern fn PyErr_ExceptionMatches(kind: *Object) c_int;
pub extern fn PyErr_Format(kind: *Object, format: [*:0]const u8, ...) ?*Object;
pub extern fn PyErr_GetRaisedException() ?*Object;
pub extern fn PyErr_GivenExceptionMatches(exception: *Object, kind: *Object) c_int;
pub extern fn PyErr_SetRaisedException(exception: ?*Object) void;
pub extern fn PyErr_SyntaxLocationObject(filename: *Object, line: c_int, column: c_int) void;
pub extern fn PyException_SetTraceback(exception: *Object, traceback: *Object) c_int;

pub extern fn PyEval_EvalCode(code: *Object, globals: *Object, locals: *Object) ?*Object;
pub extern fn PyEval_GetBuiltins() *Object;
pub extern fn PyRun_SimpleString(source: [*:0]const u8) c_int;
pub extern fn Py_CompileStringExFlags(source: [*:0]const u8, filename: [*:0]const u8, start: c_int, flags: ?*anyopaque, optimize: c_int) ?*Object;
pub extern fn PyImport_ExecCodeModule(name: [*:0]const u8, code: *Object) ?*Object;
pub extern fn PyImport_AddModuleRef(name: [*:0]const u8) ?*Object;
pub extern fn PyImport_ImportModule(name: [*:0]const u8) ?*Object;
pub extern fn PyImport_GetModuleDict() *Object;
pub extern fn PyModule_New(name: [*:0]const u8) ?*Object;
pub extern fn PyModule_GetDict(module: *Object) *Object;
pub extern fn PySys_GetObject(name: [*:0]const u8) ?*Object;
/// Of patches/0014.
pub extern fn _PySys_SetUnderscore(builtins: *Object, value: *Object) c_int;
pub extern fn PySys_WriteStderr(format: [*:0]const u8, ...) void;
pub extern fn PySys_SetObject(name: [*:0]const u8, value: ?*Object) c_int;
pub extern fn PyFile_FromFd(fd: c_int, name: ?[*:0]const u8, mode: [*:0]const u8, buffering: c_int, encoding: [*:0]const u8, errors: [*:0]const u8, newline: [*:0]const u8, close: c_int) ?*Object;
pub extern fn PyFile_WriteObject(object: *Object, file: *Object, flags: c_int) c_int;
pub extern fn PyFile_WriteString(text: [*:0]const u8, file: *Object) c_int;

pub extern fn PyObject_CallFunction(callable: *Object, format: ?[*:0]const u8, ...) ?*Object;
pub extern fn PyObject_CallFunctionObjArgs(callable: *Object, ...) ?*Object;
pub extern fn PyObject_CallMethod(object: *Object, name: [*:0]const u8, format: ?[*:0]const u8, ...) ?*Object;
pub extern fn PyObject_GetAttrString(object: *Object, name: [*:0]const u8) ?*Object;
pub extern fn PyObject_SetAttrString(object: *Object, name: [*:0]const u8, value: *Object) c_int;
pub extern fn PyObject_IsTrue(object: *Object) c_int;
pub extern fn PyObject_IsInstance(object: *Object, class: *Object) c_int;
pub extern fn PyObject_Repr(object: *Object) ?*Object;
pub extern fn PyObject_Str(object: *Object) ?*Object;
pub extern fn PyObject_Type(object: *Object) *Object;
pub extern fn PyType_GetQualName(class: *Object) ?*Object;

pub extern fn PyBytes_AsString(bytes: *Object) ?[*]const u8;
pub extern fn PyBytes_Size(bytes: *Object) isize;
pub extern fn PyDict_GetItemWithError(dict: *Object, key: *Object) ?*Object;
pub extern fn PyDict_New() ?*Object;
pub extern fn PyDict_DelItemString(dict: *Object, key: [*:0]const u8) c_int;
pub extern fn PyDict_SetItemString(dict: *Object, key: [*:0]const u8, value: *Object) c_int;
pub extern fn PyDict_DelItem(dict: *Object, key: *Object) c_int;
pub extern fn PyDict_SetItem(dict: *Object, key: *Object, value: *Object) c_int;
pub extern fn PyList_Append(list: *Object, item: *Object) c_int;
pub extern fn PyList_GetItem(list: *Object, index: isize) ?*Object;
pub extern fn PyList_SetItem(list: *Object, index: isize, stolen: *Object) c_int;
pub extern fn PyList_New(size: isize) ?*Object;
pub extern fn PyLong_AsLongLong(number: *Object) c_longlong;
pub extern fn PyLong_AsLong(number: *Object) c_long;
pub extern fn PyLong_FromLong(number: c_long) ?*Object;
pub extern var PyLong_Type: anyopaque;
pub extern fn PyTuple_GetItem(tuple: *Object, index: isize) ?*Object;
pub extern fn PyTuple_Pack(size: isize, ...) ?*Object;
pub extern fn PyUnicode_AsEncodedString(text: *Object, encoding: [*:0]const u8, errors: [*:0]const u8) ?*Object;
pub extern fn PyUnicode_AsUTF8AndSize(text: *Object, size: ?*isize) ?[*:0]const u8;
pub extern fn PyUnicode_DecodeUTF8(bytes: [*]const u8, size: isize, errors: ?[*:0]const u8) ?*Object;
pub extern fn PyUnicode_FindChar(text: *Object, character: u32, start: isize, end: isize, direction: c_int) isize;
pub extern fn PyUnicode_FromFormat(format: [*:0]const u8, ...) ?*Object;
pub extern fn PyUnicode_FromString(text: [*:0]const u8) ?*Object;
pub extern fn PyUnicode_GetLength(text: *Object) isize;
pub extern fn PyUnicode_Join(separator: *Object, parts: *Object) ?*Object;
pub extern fn PyUnicode_Substring(text: *Object, start: isize, end: isize) ?*Object;

pub fn none() *Object {
    return Py_GetConstantBorrowed(0);
}

/// `isinstance(object, class)` for one of CPython's exported exception classes.
pub fn matches(exception: *Object, kind: *Object) bool {
    return PyErr_GivenExceptionMatches(exception, kind) != 0;
}
