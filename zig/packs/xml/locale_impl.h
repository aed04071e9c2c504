// In place of the C library's own header of that name, for its iconv: whatever the program's locale is, UTF-8 is what it says.
#include <locale.h>
#include <stdlib.h>

#undef MB_CUR_MAX
#define MB_CUR_MAX 4

static locale_t locale_of_conversions;
#define CURRENT_LOCALE locale_of_conversions
#define UTF8_LOCALE ((locale_t)0)
