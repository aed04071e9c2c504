// The floating-point status that WebAssembly does not have, as a word in memory: raised only by those who say so, since
// arithmetic sets nothing. In place of the libc's functions, which forget what they are told. The flags are those that NumPy is
// compiled with (recipes.sh).
#include <fenv.h>

#define OWN __attribute__((visibility("hidden")))

static int status;

OWN int feclearexcept(int flags)
{
    status &= ~flags;
    return 0;
}

OWN int feraiseexcept(int flags)
{
    status |= flags;
    return 0;
}

OWN int fetestexcept(int flags) { return status & flags; }
OWN int fegetround(void) { return FE_TONEAREST; }
OWN int __fesetround(int mode) { return mode; }

OWN int fegetenv(fenv_t *environment)
{
    environment->__cw = (unsigned long)status;
    return 0;
}

OWN int fesetenv(const fenv_t *environment)
{
    status = environment == FE_DFL_ENV ? 0 : (int)environment->__cw;
    return 0;
}
