// What translated Fortran calls that is not Fortran: texts, powers and complex numbers, and what LAPACK asks of the machine.
#include <complex.h>
#undef complex
#include <float.h>
#include <stdio.h>

#include "f2c.h"

#define OWN __attribute__((visibility("hidden")))

// --- texts, which are filled up with spaces

OWN void s_copy(char *to, char *from, ftnlen to_length, ftnlen from_length)
{
    ftnlen length = min(to_length, from_length);
    memmove(to, from, length);
    memset(to + length, ' ', to_length - length);
}

OWN void s_cat(char *to, char **parts, integer *lengths, integer *count, ftnlen length)
{
    for (integer part = 0; part < *count && length > 0; part++) {
        ftnlen some = min(lengths[part], length);
        memcpy(to, parts[part], some);
        to += some;
        length -= some;
    }
    memset(to, ' ', length);
}

OWN integer s_cmp(char *left, char *right, ftnlen left_length, ftnlen right_length)
{
    for (ftnlen at = 0; at < max(left_length, right_length); at++) {
        unsigned char a = at < left_length ? left[at] : ' ', b = at < right_length ? right[at] : ' ';
        if (a != b)
            return a - b;
    }
    return 0;
}

OWN integer i_len(char *text, ftnlen length) { return length; }

OWN integer i_len_trim(char *text, ftnlen length)
{
    while (length > 0 && text[length - 1] == ' ')
        length--;
    return length;
}

// --- numbers: of single precision, the results are double

OWN doublereal d_sign(doublereal *size, doublereal *sign) { return copysign(*size, *sign); }
OWN doublereal r_sign(real *size, real *sign) { return copysignf(*size, *sign); }
OWN integer i_nint(real *x) { return (integer)roundf(*x); }
OWN integer i_dnnt(doublereal *x) { return (integer)round(*x); }
OWN doublereal d_nint(doublereal *x) { return round(*x); }
OWN doublereal r_nint(real *x) { return roundf(*x); }
OWN doublereal d_lg10(doublereal *x) { return log10(*x); }
OWN doublereal r_lg10(real *x) { return log10f(*x); }
OWN doublereal pow_dd(doublereal *x, doublereal *y) { return pow(*x, *y); }

OWN doublereal pow_di(doublereal *x, integer *n)
{
    doublereal base = *n < 0 ? 1 / *x : *x, power = 1;
    for (unsigned left = *n < 0 ? -(unsigned)*n : *n; left; left >>= 1, base *= base)
        if (left & 1)
            power *= base;
    return power;
}

OWN doublereal pow_ri(real *x, integer *n)
{
    doublereal base = *x;
    return pow_di(&base, n);
}

OWN integer pow_ii(integer *x, integer *n)
{
    if (*n < 0)
        return *x == 1 ? 1 : *x == -1 ? (*n & 1 ? -1 : 1) : 0;
    unsigned power = 1, base = *x;
    for (unsigned left = *n; left; left >>= 1, base *= base)
        if (left & 1)
            power *= base;
    return (integer)power;
}

// --- complex numbers

static void put(doublecomplex *to, double _Complex z) { to->r = creal(z), to->i = cimag(z); }
static void put_single(complex *to, float _Complex z) { to->r = crealf(z), to->i = cimagf(z); }
static double _Complex of(doublecomplex *z) { return CMPLX(z->r, z->i); }
static float _Complex of_single(complex *z) { return CMPLXF(z->r, z->i); }

OWN doublereal d_imag(doublecomplex *z) { return z->i; }
OWN doublereal r_imag(complex *z) { return z->i; }
OWN void d_cnjg(doublecomplex *to, doublecomplex *z) { put(to, conj(of(z))); }
OWN void r_cnjg(complex *to, complex *z) { put_single(to, conjf(of_single(z))); }
OWN doublereal z_abs(doublecomplex *z) { return hypot(z->r, z->i); }
OWN doublereal c_abs(complex *z) { return hypotf(z->r, z->i); }

// By what is greater of the divisor, so that its square does not overflow.
OWN void z_div(doublecomplex *to, doublecomplex *a, doublecomplex *b)
{
    int real_part = fabs(b->r) >= fabs(b->i);
    double ratio = real_part ? b->i / b->r : b->r / b->i, whole = real_part ? b->r + b->i * ratio : b->i + b->r * ratio;
    double r = real_part ? (a->r + a->i * ratio) / whole : (a->r * ratio + a->i) / whole;
    to->i = real_part ? (a->i - a->r * ratio) / whole : (a->i * ratio - a->r) / whole;
    to->r = r;
}

OWN void c_div(complex *to, complex *a, complex *b)
{
    doublecomplex dividend = {a->r, a->i}, divisor = {b->r, b->i}, quotient;
    z_div(&quotient, &dividend, &divisor);
    to->r = quotient.r, to->i = quotient.i;
}

OWN void z_sqrt(doublecomplex *to, doublecomplex *z) { put(to, csqrt(of(z))); }
OWN void c_sqrt(complex *to, complex *z) { put_single(to, csqrtf(of_single(z))); }
OWN void z_exp(doublecomplex *to, doublecomplex *z) { put(to, cexp(of(z))); }
OWN void c_exp(complex *to, complex *z) { put_single(to, cexpf(of_single(z))); }

static doublecomplex times(doublecomplex a, doublecomplex b)
{
    return (doublecomplex){a.r * b.r - a.i * b.i, a.r * b.i + a.i * b.r};
}

OWN void pow_zi(doublecomplex *to, doublecomplex *z, integer *n)
{
    doublecomplex base = *z, power = {1, 0};
    if (*n < 0)
        z_div(&base, &power, z);
    for (unsigned left = *n < 0 ? -(unsigned)*n : *n; left; left >>= 1, base = times(base, base))
        if (left & 1)
            power = times(power, base);
    *to = power;
}

OWN void pow_ci(complex *to, complex *z, integer *n)
{
    doublecomplex base = {z->r, z->i}, power;
    pow_zi(&power, &base, n);
    to->r = power.r, to->i = power.i;
}

// --- the first of the greatest numbers, counted from one

OWN integer idmaxl_(integer *n, doublereal *x)
{
    integer found = 0;
    for (integer at = 1; at < *n; at++)
        if (x[at] > x[found])
            found = at;
    return found + 1;
}

OWN integer ismaxl_(integer *n, real *x)
{
    integer found = 0;
    for (integer at = 1; at < *n; at++)
        if (x[at] > x[found])
            found = at;
    return found + 1;
}

// --- the machine

#define MACHINE(name, type, PREFIX)                                   \
    OWN type name(char *what)                                         \
    {                                                                 \
        switch (*what & ~32) {                                        \
        case 'E': return PREFIX##_EPSILON / 2;                        \
        case 'S': return PREFIX##_MIN;                                \
        case 'B': return FLT_RADIX;                                   \
        case 'P': return PREFIX##_EPSILON / 2 * FLT_RADIX;            \
        case 'N': return PREFIX##_MANT_DIG;                           \
        case 'R': return 1;                                           \
        case 'M': return PREFIX##_MIN_EXP;                            \
        case 'U': return PREFIX##_MIN;                                \
        case 'L': return PREFIX##_MAX_EXP;                            \
        case 'O': return PREFIX##_MAX;                                \
        default: return 0;                                            \
        }                                                             \
    }
MACHINE(dlamch_, doublereal, DBL)
MACHINE(slamch_, real, FLT)

// What may not be kept in a register, which WebAssembly keeps in the same precision.
OWN doublereal dlamc3_(doublereal *a, doublereal *b) { return *a + *b; }
OWN real slamc3_(real *a, real *b) { return *a + *b; }

// The letter of a transposition's number; Fortran's own function would take a place for it.
OWN char chla_transtype_(integer *number)
{
    return *number >= 111 && *number <= 113 ? "NTC"[*number - 111] : 'X';
}

// --- what was called wrongly is told on the standard error stream, and by the caller's INFO

OWN void xerbla_(char *routine, integer *argument)
{
    fprintf(stderr, " ** On entry to %.*s parameter number %2d had an illegal value\n", (int)strnlen(routine, 16), routine, *argument);
}
