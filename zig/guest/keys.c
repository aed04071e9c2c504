/* The module `_keys`: what hashlib takes from OpenSSL where that is there. */

#include "Python.h"

struct slice {
    const void *address;
    size_t length;
};

/* Of keys.zig. */
size_t serpentarium_digest_length(struct slice name);
void serpentarium_pbkdf2(struct slice name, struct slice password, struct slice salt, size_t rounds, void *key, size_t length);
int serpentarium_scrypt(struct slice password, struct slice salt, uint64_t n, uint64_t r, uint64_t p, uint64_t maximum,
                        void *key, size_t length);

enum outcome { DONE, NO_MEMORY, REFUSED };

/* OpenSSL's own maximum. */
static const long long usual_maximum = 32 << 20;

static struct slice slice_of(const Py_buffer *buffer)
{
    return (struct slice){buffer->buf, (size_t)buffer->len};
}

static PyObject *derive_by_hash(struct slice name, const Py_buffer *password, const Py_buffer *salt, long long rounds,
                                PyObject *wanted)
{
    long long length = (long long)serpentarium_digest_length(name);
    if (length == 0) {
        return PyErr_Format(PyExc_ValueError, "unsupported hash type %s", (const char *)name.address);
    }
    if (rounds < 1) {
        return PyErr_Format(PyExc_ValueError, "iteration value must be greater than 0.");
    }
    if (rounds > INT_MAX) {
        return PyErr_Format(PyExc_OverflowError, "iteration value is too great.");
    }
    if (wanted != Py_None) {
        length = PyLong_AsLongLong(wanted);
        if (length == -1 && PyErr_Occurred()) {
            return NULL;
        }
    }
    if (length < 1) {
        return PyErr_Format(PyExc_ValueError, "key length must be greater than 0.");
    }
    if (length > INT_MAX) {
        return PyErr_Format(PyExc_OverflowError, "key length is too great.");
    }
    PyObject *key = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)length);
    if (key != NULL) {
        serpentarium_pbkdf2(name, slice_of(password), slice_of(salt), (size_t)rounds, PyBytes_AS_STRING(key), (size_t)length);
    }
    return key;
}

static PyObject *pbkdf2_hmac(PyObject *module, PyObject *arguments, PyObject *keywords)
{
    static char *names[] = {"hash_name", "password", "salt", "iterations", "dklen", NULL};
    const char *name;
    Py_ssize_t name_length;
    Py_buffer password, salt;
    long long rounds;
    PyObject *wanted = Py_None;
    if (!PyArg_ParseTupleAndKeywords(arguments, keywords, "s#y*y*L|O:pbkdf2_hmac", names, &name, &name_length, &password, &salt,
                                     &rounds, &wanted)) {
        return NULL;
    }
    PyObject *key = derive_by_hash((struct slice){name, (size_t)name_length}, &password, &salt, rounds, wanted);
    PyBuffer_Release(&password);
    PyBuffer_Release(&salt);
    return key;
}

static PyObject *derive_by_memory(const Py_buffer *password, const Py_buffer *salt, unsigned long long n, unsigned long long r,
                                  unsigned long long p, long long maximum, long long length)
{
    if (n < 2 || (n & (n - 1)) != 0) {
        return PyErr_Format(PyExc_ValueError, "n must be a power of 2.");
    }
    if (maximum < 0 || maximum > INT_MAX) {
        return PyErr_Format(PyExc_ValueError, "maxmem must be positive and smaller than %d", INT_MAX);
    }
    if (length < 1 || length > INT_MAX) {
        return PyErr_Format(PyExc_ValueError, "dklen must be greater than 0 and smaller than %d", INT_MAX);
    }
    PyObject *key = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)length);
    if (key == NULL) {
        return NULL;
    }
    enum outcome outcome = serpentarium_scrypt(slice_of(password), slice_of(salt), n, r, p,
                                               (uint64_t)(maximum == 0 ? usual_maximum : maximum), PyBytes_AS_STRING(key),
                                               (size_t)length);
    if (outcome == DONE) {
        return key;
    }
    Py_DECREF(key);
    if (outcome == NO_MEMORY) {
        return PyErr_NoMemory();
    }
    return PyErr_Format(PyExc_ValueError, "Invalid parameter combination for n, r, p, maxmem.");
}

static PyObject *scrypt(PyObject *module, PyObject *arguments, PyObject *keywords)
{
    static char *names[] = {"password", "salt", "n", "r", "p", "maxmem", "dklen", NULL};
    Py_buffer password, salt = {0};
    PyObject *parameters[3] = {NULL};
    unsigned long long values[3];
    long long maximum = 0, length = 64;
    if (!PyArg_ParseTupleAndKeywords(arguments, keywords, "y*|$y*O!O!O!LL:scrypt", names, &password, &salt, &PyLong_Type,
                                     &parameters[0], &PyLong_Type, &parameters[1], &PyLong_Type, &parameters[2], &maximum,
                                     &length)) {
        return NULL;
    }
    PyObject *key = NULL;
    for (int i = 0; i < 3; i++) {
        values[i] = parameters[i] == NULL ? (unsigned long long)-1 : PyLong_AsUnsignedLongLong(parameters[i]);
        if (values[i] > ULONG_MAX) {
            PyErr_Format(PyExc_TypeError, "%c is required and must be an unsigned int", "nrp"[i]);
            goto done;
        }
    }
    if (salt.buf == NULL) {
        PyErr_SetString(PyExc_TypeError, "salt is required");
        goto done;
    }
    key = derive_by_memory(&password, &salt, values[0], values[1], values[2], maximum, length);
done:
    PyBuffer_Release(&password);
    PyBuffer_Release(&salt);
    return key;
}

PyDoc_STRVAR(pbkdf2_hmac_doc,
"pbkdf2_hmac($module, /, hash_name, password, salt, iterations,\n"
"            dklen=None)\n"
"--\n"
"\n"
"Password based key derivation function 2 (PKCS #5 v2.0) with HMAC as pseudorandom function.");

PyDoc_STRVAR(scrypt_doc,
"scrypt($module, /, password, *, salt=None, n=None, r=None, p=None,\n"
"       maxmem=0, dklen=64)\n"
"--\n"
"\n"
"scrypt password-based key derivation function.");

static PyMethodDef methods[] = {
    {"pbkdf2_hmac", _PyCFunction_CAST(pbkdf2_hmac), METH_VARARGS | METH_KEYWORDS, pbkdf2_hmac_doc},
    {"scrypt", _PyCFunction_CAST(scrypt), METH_VARARGS | METH_KEYWORDS, scrypt_doc},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
    {0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_keys",
    .m_methods = methods,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit__keys(void)
{
    return PyModuleDef_Init(&definition);
}
