/* The part of termcap that libedit uses; guest/termcap.zig has it, for one terminal. */
#ifndef TERMCAP_H
#define TERMCAP_H

int tgetent(char *, const char *);
int tgetflag(const char *);
int tgetnum(const char *);
char *tgetstr(const char *, char **);
char *tgoto(const char *, int, int);
int tputs(const char *, int, int (*)(int));

#endif
