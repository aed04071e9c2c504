package io.serpentarium.service.core.execution;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The templates that the operator defines in addition to the built-in ones.
 *
 * @param imports the modules that each has imported, by template name, in order of preference
 * @param ready the number of sessions to keep ready of each, 0 or more
 */
public record TemplatePolicy(Map<String, List<String>> imports, int ready) {

  private static final Pattern MODULE =
      Pattern.compile("\\w+(\\.\\w+)*", Pattern.UNICODE_CHARACTER_CLASS);

  public TemplatePolicy {
    imports.forEach(TemplatePolicy::check);
    imports = Collections.unmodifiableMap(new LinkedHashMap<>(imports));
  }

  private static void check(String name, List<String> modules) {
    if (name.equals(Templates.PYTHON)) {
      throw new IllegalArgumentException("the template python is the plain interpreter");
    }
    for (String module : modules) {
      if (!MODULE.matcher(module).matches()) {
        throw new IllegalArgumentException(
            "template %s: %s is no module's name".formatted(name, module));
      }
    }
  }
}
