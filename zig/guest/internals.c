/* What only CPython's own C headers can tell: the places of its interrupt words, its configuration struct and its syntax
   tree. Everything else of the guest is written in Zig; cpython.zig declares these functions. */

#define Py_BUILD_CORE 1
#include "Python.h"
#include "pycore_ast.h"
#include "pycore_ceval.h"
#include "pycore_compile.h"
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
    status = PyConfig_SetString(config, &config->executable, L"");
    if (PyStatus_Exception(status)) {
        return status;
    }
    return PyWideStringList_Append(&config->module_search_paths, L"/lib/python3.13");
}

/* 0, or -1 with a line on standard error. */
int serpentarium_initialize_interpreter(void)
{
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

static int compile_module(const char *source, PyObject *filename, int with_value, PyArena *arena, PyObject **body,
                          PyObject **last)
{
    PyCompilerFlags flags = session_flags;
    flags.cf_flags |= PyCF_SOURCE_IS_UTF8 | PyCF_IGNORE_COOKIE;
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

/* Compiles NUL-terminated UTF-8 as a module. With `with_value`, an expression at its end becomes a code object of its own,
   `*last`, whose value is the execution's. New references; -1 with an exception set. */
int serpentarium_compile(const char *source, PyObject *filename, int with_value, PyObject **body, PyObject **last)
{
    *body = NULL;
    *last = NULL;
    PyArena *arena = _PyArena_New();
    if (arena == NULL) {
        return -1;
    }
    int result = compile_module(source, filename, with_value, arena, body, last);
    _PyArena_Free(arena);
    if (result < 0) {
        Py_CLEAR(*body);
        Py_CLEAR(*last);
    }
    return result;
}
