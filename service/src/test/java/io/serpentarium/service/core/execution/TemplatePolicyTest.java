package io.serpentarium.service.core.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplatePolicyTest {

  @ParameterizedTest
  @ValueSource(strings = {"numpy", "numpy.linalg", "_a1", "a.b.c", "größe"})
  void takesNamesOfModules(String module) {
    assertThat(new TemplatePolicy(Map.of("own", List.of(module)), 0).imports())
        .containsEntry("own", List.of(module));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "a b", "a-b", "a\n", "os') + print('"})
  void takesNoCodeForOne(String module) {
    assertThatThrownBy(() -> new TemplatePolicy(Map.of("own", List.of("six", module)), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("template own: %s is no module's name", module);
  }

  @Test
  void leavesThePlainInterpreterAsItIs() {
    assertThatThrownBy(() -> new TemplatePolicy(Map.of("python", List.of("six")), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keepsTheOrder() {
    Map<String, List<String>> imports = new LinkedHashMap<>();
    IntStream.iterate(20, n -> n > 0, n -> n - 1)
        .forEach(n -> imports.put("t" + n, List.of("six")));
    assertThat(new TemplatePolicy(imports, 0).imports().keySet())
        .containsExactlyElementsOf(imports.keySet());
  }

  @Test
  void doesNotChangeAnyMore() {
    Map<String, List<String>> imports = new LinkedHashMap<>(Map.of("one", List.of("six")));
    TemplatePolicy policy = new TemplatePolicy(imports, 0);
    imports.put("python", List.of("a b"));
    assertThat(policy.imports()).containsOnlyKeys("one");
    assertThatThrownBy(() -> policy.imports().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
