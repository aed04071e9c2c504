package io.serpentarium.service.web;

/** The answer to an interrupt. */
record InterruptView(boolean delivered) {}
