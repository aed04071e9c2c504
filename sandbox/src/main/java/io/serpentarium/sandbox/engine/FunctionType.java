package io.serpentarium.sandbox.engine;

import java.util.List;

/** The type of a function: integer parameters and results, which is all that WASI preview1 has. */
public record FunctionType(List<ValueType> parameters, List<ValueType> results) {

  /** An integer type of WebAssembly. */
  public enum ValueType {
    I32,
    I64
  }

  public FunctionType {
    parameters = List.copyOf(parameters);
    results = List.copyOf(results);
  }
}
