// What Zig's libc leaves out and scipy calls.
#include <complex.h>
#include <math.h>
#include <stdio.h>

#define OWN __attribute__((visibility("hidden")))

OWN double complex clog(double complex z) { return CMPLX(log(hypot(creal(z), cimag(z))), atan2(cimag(z), creal(z))); }
OWN int ilogbf(float x) { return ilogb(x); }

// A product of finite numbers, as transforms make it.
OWN long double complex __multc3(long double a, long double b, long double c, long double d)
{
    return CMPLXL(a * c - b * d, a * d + b * c);
}

// There is none: messages go to a file without a name.
OWN FILE *open_memstream(char **text, size_t *size) { return NULL; }

// HiGHS' only variable of a thread needs no function that makes it.
OWN void _ZTHN17HighsTaskExecutor25threadLocalWorkerDequePtrE(void) {}
