package io.serpentarium.service.v1;

import io.serpentarium.sandbox.PythonError;

/** A Python exception as the contract shows it. */
record ErrorView(String name, String message, String traceback) {

  static ErrorView of(PythonError error) {
    return new ErrorView(error.name(), error.message(), error.traceback());
  }
}
