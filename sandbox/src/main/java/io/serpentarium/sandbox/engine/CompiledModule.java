package io.serpentarium.sandbox.engine;

import java.util.List;

/** A compiled module, from which instances are made. Thread-safe. */
public interface CompiledModule extends AutoCloseable {

  /** Returns the imports, in the order of the binary. */
  List<Import> imports();

  /**
   * Makes an instance and runs its {@code _initialize}, when it has one.
   *
   * @param functions one for each import, in any order
   * @throws EngineException if an import is missing or of another type
   */
  Instance instantiate(List<HostFunction> functions);

  @Override
  void close();

  /** A function that the module imports. */
  record Import(String module, String name, FunctionType type) {}
}
