package io.serpentarium.service.v1;

/** The answer to an interrupt. */
record InterruptView(boolean delivered) {}
