// The types that f2c writes C with, as C calls them: INTEGER is int.
#pragma once
#include <math.h>
#include <string.h>

typedef int integer;
typedef int logical;
typedef float real;
typedef double doublereal;
typedef struct { real r, i; } complex;
typedef struct { doublereal r, i; } doublecomplex;
typedef char *address;
typedef int ftnlen;
typedef void (*S_fp)();
typedef logical (*L_fp)();

#define VOID void
#define TRUE_ 1
#define FALSE_ 0
#define abs(x) ((x) >= 0 ? (x) : -(x))
#define dabs(x) (doublereal)abs(x)
#define min(a, b) ((a) <= (b) ? (a) : (b))
#define max(a, b) ((a) >= (b) ? (a) : (b))
#define dmin(a, b) (doublereal)min(a, b)
#define dmax(a, b) (doublereal)max(a, b)
