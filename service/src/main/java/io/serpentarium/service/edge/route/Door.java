package io.serpentarium.service.edge.route;

import io.serpentarium.service.core.failure.NearestName;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** A protocol that the service can speak besides its own, while an operator has that door open. */
public enum Door {
  /** Kernels, as notebooks use them. */
  JUPYTER,
  /** Submissions, as graders use them. */
  JUDGE0,
  /** Programs of several files, as editors and bots use them. */
  PISTON,
  /** Snippets, as Python Discord's bot uses them. */
  SNEKBOX,
  /** Runs, as Moodle CodeRunner uses them. */
  JOBE,
  /** Sandboxes, as agents use them. */
  E2B,
  /** Tools, as agents use them. */
  MCP;

  private static final String ALL = "all";

  /** A name that belongs to no door. */
  public static final class UnknownException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private UnknownException(String name) {
      super(
          "serpentarium.doors names \"%s\", which is no door; the nearest name is \"%s\""
              .formatted(name, nearest(name)));
    }
  }

  /** Returns the name in the property {@code serpentarium.doors} and in meters. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the doors of these names, among which {@code all} stands for every door.
   *
   * @throws UnknownException if a name is none of them
   */
  public static Set<Door> named(Collection<String> names) {
    Set<Door> found = EnumSet.noneOf(Door.class);
    for (String name : names) {
      found.addAll(name.equals(ALL) ? EnumSet.allOf(Door.class) : EnumSet.of(one(name)));
    }
    return found;
  }

  private static Door one(String name) {
    return Arrays.stream(values())
        .filter(door -> door.wireName().equals(name))
        .findFirst()
        .orElseThrow(() -> new UnknownException(name));
  }

  private static String nearest(String name) {
    List<String> known =
        Stream.concat(Stream.of(ALL), Arrays.stream(values()).map(Door::wireName)).toList();
    return NearestName.of(name, known).orElse(ALL);
  }
}
