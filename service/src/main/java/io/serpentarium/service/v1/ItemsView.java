package io.serpentarium.service.v1;

import java.util.List;

/** A whole list. */
record ItemsView<T>(List<T> items) {}
