package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.Stdin;

/**
 * A small Python program whose outcome depends on nothing but its code and its input.
 *
 * @param name where it comes from, such as {@code floats-3}
 */
record GeneratedProgram(String name, String code, String stdin) {

  ExecutionRequest request() {
    return ExecutionRequest.program(code).withStdin(Stdin.text(stdin));
  }
}
