/* The end of a program, as Py_FinalizeEx has it for all that a program can notice: exit functions, flushed streams, and what
   is alive then: finalizers, weak references, suspended generators, open files. The interpreter itself stays: what is in the
   image is immortal, and its instance is dropped or written anew afterwards. Where nothing waits for its end, nothing is
   taken down. */

#define Py_BUILD_CORE 1
#include "Python.h"
#include "pycore_gc.h"
#include "pycore_interp.h"
#include "pycore_moduleobject.h"
#include "pycore_pyerrors.h"
#include "pycore_pylifecycle.h"
#include "pycore_pystate.h"
#include "pycore_runtime.h"
#include "pycore_sysmodule.h"
#include "pycore_weakref.h"

/* What the program finds there is given up before the modules, and put back behind them. */
static const char *const given_up[] = {"path", "argv", "meta_path", "path_hooks", "path_importer_cache"};
static const char *const forgotten[] = {"ps1", "ps2", "last_exc", "last_type", "last_value", "last_traceback"};
static const char *const streams[][2] = {{"stdin", "__stdin__"}, {"stdout", "__stdout__"}, {"stderr", "__stderr__"}};

static void shut_threading_down(void)
{
    PyObject *name = PyUnicode_FromString("threading");
    PyObject *threading = name != NULL ? PyImport_GetModule(name) : NULL;
    Py_XDECREF(name);
    if (threading != NULL) {
        PyObject *done = PyObject_CallMethod(threading, "_shutdown", NULL);
        if (done == NULL) {
            PyErr_FormatUnraisable("Exception ignored on threading shutdown");
        }
        Py_XDECREF(done);
        Py_DECREF(threading);
    }
    PyErr_Clear();
}

static int is_closed(PyObject *stream)
{
    PyObject *closed = PyObject_GetAttrString(stream, "closed");
    int answer = closed != NULL ? PyObject_IsTrue(closed) : 0;
    Py_XDECREF(closed);
    PyErr_Clear();
    return answer > 0;
}

static int flush(const char *name)
{
    PyObject *stream = Py_XNewRef(PySys_GetObject(name));
    int status = 0;
    if (stream != NULL && stream != Py_None && !is_closed(stream)) {
        PyObject *done = PyObject_CallMethod(stream, "flush", NULL);
        status = done != NULL ? 0 : -1;
        Py_XDECREF(done);
    }
    Py_XDECREF(stream);
    return status;
}

static int flush_streams(void)
{
    int status = flush("stdout");
    if (status < 0) {
        PyErr_FormatUnraisable("Exception ignored on flushing sys.stdout");
    }
    if (flush("stderr") < 0) {
        PyErr_Clear();
        status = -1;
    }
    return status;
}

/* The collector's lists, but for the image's. */
static PyGC_Head *generation(int number)
{
    return &_PyInterpreterState_GET()->gc.generations[number].head;
}

static int has_finalizer(PyTypeObject *type)
{
    return type->tp_finalize != NULL || type->tp_del != NULL;
}

/* Whether the program can notice that this goes. */
static int waits_for_its_end(PyObject *object)
{
    if (has_finalizer(Py_TYPE(object))) {
        return 1;
    }
    if (PyType_Check(object)) {
        return has_finalizer((PyTypeObject *)object);
    }
    if (PyWeakref_Check(object)) {
        PyObject *callback = ((PyWeakReference *)object)->wr_callback;
        return callback != NULL && !PyCFunction_Check(callback);
    }
    return 0;
}

static int something_waits(void)
{
    for (int i = 0; i < NUM_GENERATIONS; i++) {
        PyGC_Head *head = generation(i);
        for (PyGC_Head *at = _PyGCHead_NEXT(head); at != head; at = _PyGCHead_NEXT(at)) {
            if (waits_for_its_end(_Py_FROM_GC(at))) {
                return 1;
            }
        }
    }
    return 0;
}

static void set(PyObject *dict, const char *name, PyObject *value)
{
    if (value != NULL ? PyDict_SetItemString(dict, name, value) < 0 : PyDict_PopString(dict, name, NULL) < 0) {
        PyErr_Clear();
    }
}

static void let_go_of_sys(PyObject *sys, PyObject *kept)
{
    for (size_t i = 0; i < Py_ARRAY_LENGTH(given_up); i++) {
        PyObject *value = PyDict_GetItemString(sys, given_up[i]);
        set(kept, given_up[i], value);
        set(sys, given_up[i], value != NULL ? Py_None : NULL);
    }
    for (size_t i = 0; i < Py_ARRAY_LENGTH(forgotten); i++) {
        if (PyDict_GetItemString(sys, forgotten[i]) != NULL) {
            set(sys, forgotten[i], Py_None);
        }
    }
    for (size_t i = 0; i < Py_ARRAY_LENGTH(streams); i++) {
        set(sys, streams[i][0], PyDict_GetItemString(sys, streams[i][1]));
    }
}

/* Empties sys.modules; answers the program's own modules as pairs of name and weak reference, and puts the image's in `kept`. */
static PyObject *let_go_of_modules(PyObject *modules, PyObject *kept)
{
    PyObject *own = PyList_New(0);
    Py_ssize_t position = 0;
    PyObject *name, *module;
    while (PyDict_Next(modules, &position, &name, &module)) {
        if (_Py_IsImmortal(module) || !PyModule_Check(module)) {
            if (_Py_IsImmortal(module) && PyDict_SetItem(kept, name, module) < 0) {
                PyErr_Clear();
            }
            continue;
        }
        PyObject *reference = PyWeakref_NewRef(module, NULL);
        PyObject *pair = reference != NULL ? PyTuple_Pack(2, name, reference) : NULL;
        if (own == NULL || pair == NULL || PyList_Append(own, pair) < 0) {
            PyErr_Clear();
        }
        Py_XDECREF(pair);
        Py_XDECREF(reference);
        if (PyDict_SetItem(modules, name, Py_None) < 0) {
            PyErr_Clear();
        }
    }
    PyDict_Clear(modules);
    return own;
}

/* What the program has put into the builtins. */
static void restore_builtins(PyInterpreterState *interp)
{
    PyObject *changed = PyList_New(0);
    Py_ssize_t position = 0;
    PyObject *name, *value;
    while (changed != NULL && PyDict_Next(interp->builtins, &position, &name, &value)) {
        if (!_Py_IsImmortal(value) && PyList_Append(changed, name) < 0) {
            PyErr_Clear();
        }
    }
    for (Py_ssize_t i = 0; changed != NULL && i < PyList_GET_SIZE(changed); i++) {
        name = PyList_GET_ITEM(changed, i);
        value = PyDict_GetItemWithError(interp->builtins_copy, name);
        if ((value != NULL ? PyDict_SetItem(interp->builtins, name, value) : PyDict_DelItem(interp->builtins, name)) < 0) {
            PyErr_Clear();
        }
    }
    Py_XDECREF(changed);
    PyErr_Clear();
}

/* Those that something still holds, the latest first. */
static void clear_modules(PyObject *own)
{
    for (Py_ssize_t i = own != NULL ? PyList_GET_SIZE(own) - 1 : -1; i >= 0; i--) {
        PyObject *module = _PyWeakref_GET_REF(PyTuple_GET_ITEM(PyList_GET_ITEM(own, i), 1));
        if (module != NULL) {
            _PyModule_Clear(module);
            Py_DECREF(module);
        }
    }
}

static int is_stream(const char *name)
{
    for (size_t i = 0; i < Py_ARRAY_LENGTH(streams); i++) {
        if (strcmp(name, streams[i][0]) == 0 || strcmp(name, streams[i][1]) == 0) {
            return 1;
        }
    }
    return 0;
}

/* What the program has put into sys. */
static void clear_sys(PyObject *sys)
{
    Py_ssize_t position = 0;
    PyObject *name, *value;
    while (PyDict_Next(sys, &position, &name, &value)) {
        const char *text = PyUnicode_Check(name) ? PyUnicode_AsUTF8(name) : NULL;
        if (!_Py_IsImmortal(value) && text != NULL && !is_stream(text) && PyDict_SetItem(sys, name, Py_None) < 0) {
            PyErr_Clear();
        }
    }
    PyErr_Clear();
}

static int belongs_to_stdin(PyObject *object, PyObject *sys)
{
    PyObject *stream = PyDict_GetItemString(sys, "__stdin__");
    if (object == stream || Py_TYPE(object)->tp_finalize == NULL || stream == NULL) {
        return object == stream;
    }
    PyObject *buffer = PyObject_GetAttrString(stream, "buffer");
    PyObject *raw = buffer != NULL ? PyObject_GetAttrString(buffer, "raw") : NULL;
    int belongs = object == buffer || object == raw;
    Py_XDECREF(raw);
    Py_XDECREF(buffer);
    PyErr_Clear();
    return belongs;
}

/* What lives on in objects of the image, whose modules are not cleared. */
static void finalize_the_rest(PyObject *sys)
{
    PyObject *rest = PyList_New(0);
    for (int i = 0; rest != NULL && i < NUM_GENERATIONS; i++) {
        PyGC_Head *head = generation(i);
        for (PyGC_Head *at = _PyGCHead_NEXT(head); at != head; at = _PyGCHead_NEXT(at)) {
            PyObject *object = _Py_FROM_GC(at);
            if (object != rest && has_finalizer(Py_TYPE(object)) && PyList_Append(rest, object) < 0) {
                PyErr_Clear();
            }
        }
    }
    for (Py_ssize_t i = 0; rest != NULL && i < PyList_GET_SIZE(rest); i++) {
        PyObject *object = PyList_GET_ITEM(rest, i);
        if (!belongs_to_stdin(object, sys)) {
            PyObject_CallFinalizer(object);
        }
    }
    Py_XDECREF(rest);
}

static void put_back(PyObject *dict, PyObject *kept)
{
    if (kept != NULL && PyDict_Update(dict, kept) < 0) {
        PyErr_Clear();
    }
}

static void take_down(PyThreadState *thread, PyObject *main)
{
    PyInterpreterState *interp = thread->interp;
    PyObject *modules = PyImport_GetModuleDict();
    PyObject *sys = interp->sysdict;
    PyObject *kept_of_sys = PyDict_New();
    PyObject *kept_modules = PyDict_New();
    if (kept_of_sys == NULL || kept_modules == NULL) {
        // For want of memory.
        PyErr_Clear();
    } else {
        PyGC_Collect();
        let_go_of_sys(sys, kept_of_sys);
        PyObject *own = let_go_of_modules(modules, kept_modules);
        restore_builtins(interp);
        _PyGC_CollectNoFail(thread);
        clear_modules(own);
        Py_XDECREF(own);
        clear_sys(sys);
        PyDict_Clear(modules);
        _PyGC_CollectNoFail(thread);
        finalize_the_rest(sys);
        set(kept_modules, "__main__", main);
        put_back(modules, kept_modules);
        put_back(sys, kept_of_sys);
    }
    Py_XDECREF(kept_modules);
    Py_XDECREF(kept_of_sys);
}

static void set_finalizing(PyThreadState *thread, PyThreadState *by)
{
    _PyInterpreterState_SetFinalizing(thread->interp, by);
    _PyRuntimeState_SetFinalizing(&_PyRuntime, by);
}

/* Ends the program whose `__main__` stands in sys.modules; `main` takes that place afterwards. 0, or -1 where a standard
   stream could not be flushed. */
int serpentarium_finalize(PyObject *main)
{
    PyThreadState *thread = PyThreadState_Get();
    shut_threading_down();
    _PyAtExit_Call(thread->interp);
    PyErr_Clear();
    set_finalizing(thread, thread);
    int status = flush_streams();
    if (something_waits()) {
        take_down(thread, main);
        if (flush_streams() < 0) {
            status = -1;
        }
    } else {
        set(PyImport_GetModuleDict(), "__main__", main);
    }
    PyErr_Clear();
    set_finalizing(thread, NULL);
    return status;
}

/* As PyErr_Print, but for showing what the host shows: keeps the exception in sys, and calls sys.excepthook unless that is
   `own`. 0, or -1 with a SystemExit set. */
int serpentarium_show_exception(PyObject *exception, PyObject *own)
{
    PyObject *traceback = PyException_GetTraceback(exception);
    PyObject *last[] = {exception, (PyObject *)Py_TYPE(exception), exception, traceback != NULL ? traceback : Py_None};
    for (size_t i = 0; i < Py_ARRAY_LENGTH(last); i++) {
        if (PySys_SetObject(forgotten[2 + i], last[i]) < 0) {
            PyErr_Clear();
        }
    }
    PyObject *hook = Py_XNewRef(PySys_GetObject("excepthook"));
    int status = 0;
    if (hook != NULL && hook != own) {
        PyObject *done = PyObject_CallFunctionObjArgs(hook, last[1], last[0], last[3], NULL);
        if (done == NULL && PyErr_ExceptionMatches(PyExc_SystemExit)) {
            status = -1;
        } else if (done == NULL) {
            PyObject *failure = PyErr_GetRaisedException();
            PySys_WriteStderr("Error in sys.excepthook:\n");
            PyErr_DisplayException(failure);
            PySys_WriteStderr("\nOriginal exception was:\n");
            PyErr_DisplayException(exception);
            Py_DECREF(failure);
        }
        Py_XDECREF(done);
    }
    Py_XDECREF(hook);
    Py_XDECREF(traceback);
    return status;
}
