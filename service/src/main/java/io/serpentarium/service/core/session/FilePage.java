package io.serpentarium.service.core.session;

import io.serpentarium.sandbox.SessionFiles;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a session's files.
 *
 * @param next the path after which the next page begins, or null at the end
 */
public record FilePage(List<SessionFiles.Entry> items, @Nullable String next) {

  /** Characters of all paths on a page, after which it ends early: a path can have thousands. */
  private static final int MOST_CHARACTERS = 1 << 20;

  /**
   * Returns the page at the head of a list.
   *
   * @param limit entries of the page at the most; one more in the list says that there is a next
   */
  static FilePage of(List<SessionFiles.Entry> found, int limit) {
    int size = 0;
    int characters = 0;
    while (size < Math.min(found.size(), limit) && characters < MOST_CHARACTERS) {
      characters += found.get(size++).path().length();
    }
    String next = size < found.size() ? found.get(size - 1).path() : null;
    return new FilePage(List.copyOf(found.subList(0, size)), next);
  }
}
