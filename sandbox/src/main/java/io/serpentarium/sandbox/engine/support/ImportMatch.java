package io.serpentarium.sandbox.engine.support;

import io.serpentarium.sandbox.engine.CompiledModule.Import;
import io.serpentarium.sandbox.engine.EngineException;
import io.serpentarium.sandbox.engine.HostFunction;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Selects the imports of a module to link, and the host function for each. */
public final class ImportMatch {

  private record Name(String module, String name) {}

  private ImportMatch() {}

  /**
   * Puts the functions in the order of the imports. Functions that are not imported are left out;
   * of two with one name the last counts.
   *
   * @throws EngineException if a function is missing or of another type
   */
  public static List<HostFunction> order(List<Import> imports, List<HostFunction> functions) {
    Map<Name, HostFunction> byName =
        functions.stream()
            .collect(
                Collectors.toMap(
                    f -> new Name(f.module(), f.name()), Function.identity(), (a, b) -> b));
    return imports.stream().map(wanted -> find(wanted, byName)).toList();
  }

  /** The indices of all imports but those that repeat an earlier one. */
  public static IntStream distinct(List<Import> imports) {
    return IntStream.range(0, imports.size()).filter(i -> imports.indexOf(imports.get(i)) == i);
  }

  private static HostFunction find(Import wanted, Map<Name, HostFunction> byName) {
    HostFunction found = byName.get(new Name(wanted.module(), wanted.name()));
    if (found == null) {
      throw new EngineException(
          "no function for import %s.%s".formatted(wanted.module(), wanted.name()), null);
    }
    if (!found.type().equals(wanted.type())) {
      throw new EngineException(
          "import %s.%s is %s, given %s"
              .formatted(wanted.module(), wanted.name(), wanted.type(), found.type()),
          null);
    }
    return found;
  }
}
