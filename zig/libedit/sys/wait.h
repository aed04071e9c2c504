/* The target has no processes; config.h says what becomes of waiting for one. */
