/* In place of libedit's own: the target delivers no signals, so there are none to handle, block or restore. */
#ifndef _h_el_sig
#define _h_el_sig

#include <signal.h>

struct el_signal_t {
    int sig_no;
};
typedef struct el_signal_t *el_signal_t;

libedit_private int sig_init(EditLine *);
libedit_private void sig_end(EditLine *);
libedit_private void sig_set(EditLine *);
libedit_private void sig_clr(EditLine *);

#endif
