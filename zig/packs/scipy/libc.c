// What Zig's libc leaves out and scipy calls.
#include <complex.h>
#include <math.h>

#define OWN __attribute__((visibility("hidden")))

OWN double complex clog(double complex z) { return CMPLX(log(hypot(creal(z), cimag(z))), atan2(cimag(z), creal(z))); }
OWN int ilogbf(float x) { return ilogb(x); }
