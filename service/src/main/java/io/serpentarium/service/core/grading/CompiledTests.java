package io.serpentarium.service.core.grading;

import io.serpentarium.service.core.grading.GradingTest.TestSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Tests as the harness has compiled them, in interpreters in which no submission has run: those
 * that were used last, so that the tests of a course are compiled once and not for each submission.
 * Bounded; thread-safe. A tenant sees its own only.
 */
@Component
final class CompiledTests {

  /** The most characters of sources and code that are cached. */
  private static final int MOST_CHARS = 8 << 20;

  private static final int LARGEST = MOST_CHARS / 16;

  private final Map<Key, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
  private int chars;

  private record Key(String tenant, TestSource source) {}

  private record Kept(JsonNode code, int chars) {}

  /** Returns the code of those sources that are cached. */
  synchronized Map<TestSource, JsonNode> find(String tenant, Collection<TestSource> sources) {
    Map<TestSource, JsonNode> found = new HashMap<>();
    for (TestSource source : sources) {
      @Nullable Kept known = kept.get(new Key(tenant, source));
      if (known != null) {
        found.put(source, known.code());
      }
    }
    return found;
  }

  /** Caches compiled code, and evicts the least recently used. */
  void keep(String tenant, Map<TestSource, JsonNode> made) {
    Map<Key, Kept> sized =
        made.entrySet().stream()
            .collect(
                Collectors.toMap(
                    each -> new Key(tenant, each.getKey()),
                    each -> sized(each.getKey(), each.getValue())));
    synchronized (this) {
      sized.forEach(this::keep);
      Iterator<Kept> oldest = kept.values().iterator();
      while (chars > MOST_CHARS) {
        chars -= oldest.next().chars();
        oldest.remove();
      }
    }
  }

  private void keep(Key key, Kept made) {
    if (made.chars() <= LARGEST) {
      @Nullable Kept before = kept.put(key, made);
      chars += made.chars() - (before == null ? 0 : before.chars());
    }
  }

  private static Kept sized(TestSource source, JsonNode code) {
    int length = source.file().length() + source.content().length() + code.toString().length();
    return new Kept(code, length);
  }
}
