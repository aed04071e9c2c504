package io.serpentarium.service.web;

import java.util.List;

/** A whole list. */
record ItemsView<T>(List<T> items) {}
