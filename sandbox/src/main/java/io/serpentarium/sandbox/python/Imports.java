package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.engine.HostFunction;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The host functions of one instance, which may be switched to those of another host, while the
 * instance keeps its imports. Not thread-safe, and never used while guest code runs.
 */
final class Imports {

  private final List<HostFunction> functions;
  private HostFunction.Body[] bodies;

  /** Imports that are answered by those functions first. */
  Imports(List<HostFunction> first) {
    this.bodies = bodies(first);
    this.functions =
        IntStream.range(0, first.size()).mapToObj(i -> redirected(first.get(i), i)).toList();
  }

  /** The functions to make the instance with. */
  List<HostFunction> functions() {
    return functions;
  }

  /**
   * Switches to other functions.
   *
   * @param others functions of the same names and types, in the same order
   */
  void redirect(List<HostFunction> others) {
    bodies = bodies(others);
  }

  private HostFunction redirected(HostFunction function, int index) {
    return new HostFunction(
        function.module(),
        function.name(),
        function.type(),
        arguments -> bodies[index].call(arguments));
  }

  private static HostFunction.Body[] bodies(List<HostFunction> functions) {
    return functions.stream().map(HostFunction::body).toArray(HostFunction.Body[]::new);
  }
}
