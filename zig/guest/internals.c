/* What only CPython's own C headers can tell: the places of its interrupt words, its configuration struct and its syntax
   tree. Everything else of the guest is written in Zig; cpython.zig declares these functions. */

#define Py_BUILD_CORE 1
#include "Python.h"
#include "pycore_ast.h"
#include "pycore_ceval.h"
#include "pycore_code.h"
#include "pycore_compile.h"
#include "pycore_dict.h"
#include "pycore_gc.h"
#include "pycore_object.h"
#include "pycore_obmalloc.h"
#include "pycore_opcode_metadata.h"
#include "pycore_parser.h"
#include "pycore_pyarena.h"
#include "pycore_pystate.h"
#include "pycore_runtime.h"
#include <signal.h>

struct interrupt_words {
    void *is_tripped;
    void *sigint_tripped;
    void *eval_breaker;
    unsigned eval_breaker_bit;
};

_Static_assert(sizeof(_PyRuntime.signals.is_tripped) == 4, "the host writes 32-bit words");
_Static_assert(sizeof(_PyRuntime.signals.handlers[SIGINT].tripped) == 4, "the host writes 32-bit words");
_Static_assert(sizeof(((PyThreadState *)0)->eval_breaker) == 4, "the host writes 32-bit words");

void serpentarium_interrupt_words(struct interrupt_words *words)
{
    words->is_tripped = (void *)&_PyRuntime.signals.is_tripped;
    words->sigint_tripped = (void *)&_PyRuntime.signals.handlers[SIGINT].tripped;
    words->eval_breaker = (void *)&PyThreadState_Get()->eval_breaker;
    words->eval_breaker_bit = _PY_SIGNALS_PENDING_BIT;
}

/* Between calls, when no level is counted. */
void serpentarium_limit_recursion(int levels)
{
    _Py_CRecursionLimit = levels;
    PyThreadState_Get()->c_recursion_remaining = levels;
}

static PyStatus preconfigure(void)
{
    PyPreConfig config;
    PyPreConfig_InitPythonConfig(&config);
    config.use_environment = 0;
    config.utf8_mode = 1;
    return Py_PreInitialize(&config);
}

static PyStatus configure(PyConfig *config)
{
    config->parse_argv = 0;
    config->use_environment = 0;
    config->user_site_directory = 0;
    config->site_import = 1;
    config->write_bytecode = 0;
    config->buffered_stdio = 0;
    config->install_signal_handlers = 1;
    config->use_hash_seed = 1;
    config->hash_seed = 0;
    config->pathconfig_warnings = 0;
    config->module_search_paths_set = 1;
    PyStatus status = PyConfig_SetString(config, &config->home, L"/");
    if (PyStatus_Exception(status)) {
        return status;
    }
    // For the files of the frozen modules.
    status = PyConfig_SetString(config, &config->stdlib_dir, L"/lib/python3.13");
    if (PyStatus_Exception(status)) {
        return status;
    }
    status = PyConfig_SetString(config, &config->executable, L"");
    if (PyStatus_Exception(status)) {
        return status;
    }
    return PyWideStringList_Append(&config->module_search_paths, L"/lib/python3.13");
}

PyMODINIT_FUNC PyInit__keys(void);
/* Of posix.c. */
void serpentarium_complete_posix(void);

/* 0, or -1 with a line on standard error. */
int serpentarium_initialize_interpreter(void)
{
    serpentarium_complete_posix();
    PyImport_AppendInittab("_keys", PyInit__keys);
    PyStatus status = preconfigure();
    if (!PyStatus_Exception(status)) {
        PyConfig config;
        PyConfig_InitPythonConfig(&config);
        status = configure(&config);
        if (!PyStatus_Exception(status)) {
            status = Py_InitializeFromConfig(&config);
        }
        PyConfig_Clear(&config);
    }
    if (PyStatus_Exception(status)) {
        fprintf(stderr, "%s: %s\n", status.func ? status.func : "initialize", status.err_msg ? status.err_msg : "");
        return -1;
    }
    return 0;
}

/* Takes the last statement off where it is an expression; NULL where it is not. */
static mod_ty cut_last_expression(mod_ty module, PyArena *arena)
{
    asdl_stmt_seq *body = module->v.Module.body;
    Py_ssize_t count = asdl_seq_LEN(body);
    if (count == 0) {
        return NULL;
    }
    stmt_ty last = asdl_seq_GET(body, count - 1);
    if (last->kind != Expr_kind) {
        return NULL;
    }
    mod_ty expression = _PyAST_Expression(last->v.Expr.value, arena);
    if (expression != NULL) {
        body->size = count - 1;
    }
    return expression;
}

/* Compiler flags of the session: a `from __future__ import` holds for the executions after it, as in the REPL. */
static PyCompilerFlags session_flags = _PyCompilerFlags_INIT;

static int compile_module(const char *source, PyObject *filename, int script, int with_value, PyArena *arena, PyObject **body,
                          PyObject **last)
{
    PyCompilerFlags flags = session_flags;
    if (!script) {
        flags.cf_flags |= PyCF_SOURCE_IS_UTF8 | PyCF_IGNORE_COOKIE;
    }
    mod_ty module = _PyParser_ASTFromString(source, filename, Py_file_input, &flags, arena);
    if (module == NULL) {
        return -1;
    }
    mod_ty expression = with_value ? cut_last_expression(module, arena) : NULL;
    if (PyErr_Occurred()) {
        return -1;
    }
    *body = (PyObject *)_PyAST_Compile(module, filename, &flags, -1, arena);
    if (*body == NULL) {
        return -1;
    }
    if (expression != NULL) {
        *last = (PyObject *)_PyAST_Compile(expression, filename, &flags, -1, arena);
        if (*last == NULL) {
            return -1;
        }
    }
    session_flags.cf_flags = flags.cf_flags & PyCF_MASK;
    return 0;
}

/* Compiles NUL-terminated UTF-8 as a module; a script's byte order mark and coding are minded, as a file's. With `with_value`, an expression at its end becomes a code object of its own,
   `*last`, whose value is the execution's. New references; -1 with an exception set. */
int serpentarium_compile(const char *source, PyObject *filename, int script, int with_value, PyObject **body, PyObject **last)
{
    *body = NULL;
    *last = NULL;
    PyArena *arena = _PyArena_New();
    if (arena == NULL) {
        return -1;
    }
    int result = compile_module(source, filename, script, with_value, arena, body, last);
    _PyArena_Free(arena);
    if (result < 0) {
        Py_CLEAR(*body);
        Py_CLEAR(*last);
    }
    return result;
}

/* The reverse of _PySys_SetUnderscore, which keeps the keys' version as well. */
void serpentarium_drop_underscore(PyObject *builtins)
{
    PyDictKeysObject *keys = ((PyDictObject *)builtins)->ma_keys;
    uint32_t version = keys->dk_version;
    if (PyDict_PopString(builtins, "_", NULL) < 0) {
        PyErr_Clear();
    }
    keys->dk_version = version;
}

/* The collector's counts are the session's, not those of practice. */
void serpentarium_forget_collections(void)
{
    struct _gc_runtime_state *gc = &PyInterpreterState_Get()->gc;
    memset(gc->generation_stats, 0, sizeof(gc->generation_stats));
}

/* How often an instruction may be specialised in vain before it is given up. */
static const unsigned patience = 5;

/* Code that waits for people: it is quick enough. */
static const char *const leisurely[] = {
    "_serpentarium_terminal", "/lib/python3.13/_pyrepl/", "/lib/python3.13/code.py", "/lib/python3.13/codeop.py",
    "/lib/python3.13/inspect.py", "/lib/python3.13/linecache.py", "/lib/python3.13/pydoc.py", "/lib/python3.13/rlcompleter.py",
    "/lib/python3.13/traceback.py",
};

static int is_leisurely(PyCodeObject *code)
{
    const char *filename = PyUnicode_AsUTF8(code->co_filename);
    for (size_t i = 0; filename != NULL && i < Py_ARRAY_LENGTH(leisurely); i++) {
        if (strncmp(filename, leisurely[i], strlen(leisurely[i])) == 0) {
            return 1;
        }
    }
    return 0;
}

/* An instruction that counts towards its next specialisation, or what its last one was wrong about, writes to its page each
   time. */
static void give_up(PyCodeObject *code)
{
    int leisurely = is_leisurely(code);
    uint16_t fresh = adaptive_counter_cooldown().as_counter;
    _Py_CODEUNIT *instructions = _PyCode_CODE(code);
    for (Py_ssize_t i = 0; i < Py_SIZE(code); i++) {
        int base = _PyOpcode_Deopt[instructions[i].op.code];
        int caches = _PyOpcode_Caches[base];
        _Py_BackoffCounter counter = instructions[i + 1].counter;
        int in_vain = instructions[i].op.code == base && counter.backoff >= patience;
        if (caches > 0 && (in_vain || (leisurely && counter.as_counter != fresh))) {
            instructions[i].op.code = base;
            instructions[i + 1].counter = initial_unreachable_backoff_counter();
        }
        i += caches;
    }
}

/* Immortal objects are not counted, so a session that uses them leaves their pages as they are in the image. */

static void immortalize(PyObject *object);

/* What the collector tracks, it is asked for itself. */
static int immortalize_referent(PyObject *object, void *unused)
{
    if (object != NULL && !_Py_IsImmortal(object) && !(PyObject_IS_GC(object) && _PyObject_GC_IS_TRACKED(object))) {
        immortalize(object);
    }
    return 0;
}

/* The collector need not know of these: they are in no cycle. */
static void immortalize_code(PyCodeObject *code)
{
    give_up(code);
    PyObject *parts[] = {
        code->co_consts, code->co_names, code->co_exceptiontable, code->co_localsplusnames, code->co_localspluskinds,
        code->co_filename, code->co_name, code->co_qualname, code->co_linetable,
    };
    for (size_t i = 0; i < Py_ARRAY_LENGTH(parts); i++) {
        immortalize_referent(parts[i], NULL);
    }
}

static void immortalize_keys(PyObject *dict)
{
    Py_ssize_t position = 0;
    PyObject *key;
    while (PyDict_Next(dict, &position, &key, NULL)) {
        immortalize_referent(key, NULL);
    }
}

static void immortalize(PyObject *object)
{
    _Py_SetImmortalUntracked(object);
    if (PyCode_Check(object)) {
        immortalize_code((PyCodeObject *)object);
    }
    if (PyDict_Check(object)) {
        immortalize_keys(object);
    }
    if (PyObject_IS_GC(object) && Py_TYPE(object)->tp_traverse != NULL) {
        Py_TYPE(object)->tp_traverse(object, immortalize_referent, NULL);
    }
}

static int immortalize_tracked(PyObject *object, void *unused)
{
    immortalize(object);
    return 1;
}

/* Makes all objects that there are immortal. */
void serpentarium_immortalize(void)
{
    PyUnstable_GC_VisitObjects(immortalize_tracked, NULL);
}

/* Uses up what is free in pymalloc's pools of each size: what a session allocates then lies together, in pools of its own. */
void serpentarium_fill_pools(void)
{
    for (size_t size = ALIGNMENT; size <= SMALL_REQUEST_THRESHOLD; size += ALIGNMENT) {
        void *block;
        while ((block = PyObject_Malloc(size)) != NULL) {
            poolp pool = (poolp)_Py_ALIGN_DOWN(block, POOL_SIZE);
            if (pool->ref.count == 1) {
                PyObject_Free(block);
                break;
            }
        }
    }
}
