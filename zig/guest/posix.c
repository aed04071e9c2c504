/* What CPython's module posix has where configure finds signals and pipes, which the guest has (signals.c, pipes.c). */
#define _GNU_SOURCE
#include "Python.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>

int kill(pid_t pid, int sig);
int pipe2(int fds[2], int flags);

static PyObject *send_signal(PyObject *module, PyObject *arguments)
{
    int pid, number;
    if (!PyArg_ParseTuple(arguments, "ii:kill", &pid, &number) || PySys_Audit("os.kill", "ii", pid, number) < 0) {
        return NULL;
    }
    if (kill(pid, number) < 0) {
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    // One's own signal has come by now.
    if (PyErr_CheckSignals() < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *make_pipe(int flags)
{
    int fds[2];
    if (pipe2(fds, flags) < 0) {
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    return Py_BuildValue("(ii)", fds[0], fds[1]);
}

static PyObject *make_plain_pipe(PyObject *module, PyObject *unused)
{
    return make_pipe(O_CLOEXEC);
}

static PyObject *make_pipe_with_flags(PyObject *module, PyObject *argument)
{
    int flags = PyLong_AsInt(argument);
    return flags == -1 && PyErr_Occurred() ? NULL : make_pipe(flags);
}

static PyMethodDef methods[] = {
    {"kill", send_signal, METH_VARARGS, "kill($module, pid, signal, /)\n--\n\nKill a process with a signal."},
    {"pipe", make_plain_pipe, METH_NOARGS,
     "pipe($module, /)\n--\n\nCreate a pipe.\n\nReturns a tuple of two file descriptors:\n  (read_fd, write_fd)"},
    {"pipe2", make_pipe_with_flags, METH_O,
     "pipe2($module, flags, /)\n--\n\nCreate a pipe with flags set atomically.\n\nReturns a tuple of two file descriptors:\n"
     "  (read_fd, write_fd)\n\nflags can be constructed by ORing together one or more of these values:\nO_NONBLOCK, O_CLOEXEC."},
    {NULL, NULL, 0, NULL},
};

static int add_methods(PyObject *module)
{
    return PyModule_AddFunctions(module, methods);
}

/* The module's own slots, and one step before them. */
static PyModuleDef_Slot slots[16] = {{Py_mod_exec, add_methods}};

extern PyObject *PyInit_posix(void);

/* In place of PyInit_posix: `os` finds in the module whatever it has when it is first imported. */
static PyObject *initialize_posix(void)
{
    PyModuleDef *definition = (PyModuleDef *)PyInit_posix();
    if (definition != NULL && definition->m_slots != slots) {
        size_t count = 0;
        while (definition->m_slots[count].slot != 0) {
            if (count + 2 >= Py_ARRAY_LENGTH(slots)) {
                PyErr_SetString(PyExc_SystemError, "posix has more slots than there is room for");
                return NULL;
            }
            slots[count + 1] = definition->m_slots[count];
            count++;
        }
        definition->m_slots = slots;
    }
    return (PyObject *)definition;
}

void serpentarium_complete_posix(void)
{
    for (struct _inittab *entry = PyImport_Inittab; entry->name != NULL; entry++) {
        if (entry->initfunc == PyInit_posix) {
            entry->initfunc = initialize_posix;
        }
    }
}
