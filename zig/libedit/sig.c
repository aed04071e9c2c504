/* In place of libedit's own: see sig.h. */
#include "config.h"

#include <stdlib.h>

#include "el.h"

libedit_private int sig_init(EditLine *el)
{
    el->el_signal = calloc(1, sizeof(*el->el_signal));
    return el->el_signal == NULL ? -1 : 0;
}

libedit_private void sig_end(EditLine *el)
{
    free(el->el_signal);
    el->el_signal = NULL;
}

libedit_private void sig_set(EditLine *el)
{
    (void)el;
}

libedit_private void sig_clr(EditLine *el)
{
    (void)el;
}
