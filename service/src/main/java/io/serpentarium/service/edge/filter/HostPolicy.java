package io.serpentarium.service.edge.filter;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names by which the service may be called. A page that resolves its own name to this machine's
 * address (DNS rebinding) calls the service by that name, and is refused for it.
 */
public final class HostPolicy {

  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

  /** {@code uri-host [ ":" port ]} (RFC 9110, section 7.2). */
  private static final Pattern AUTHORITY =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[\\w.~!$&'()*+,;=%-]*)(:\\d{0,5})?");

  private final boolean any;
  private final Set<String> listed;

  private HostPolicy(boolean any, Collection<String> listed) {
    this.any = any;
    this.listed = listed.stream().map(HostPolicy::folded).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * A policy that accepts any name, for a service whose callers need a key, which no foreign page
   * has.
   */
  public static HostPolicy any() {
    return new HostPolicy(true, Set.of());
  }

  /**
   * This machine's names of itself, and those that are listed.
   *
   * @param listed without ports
   */
  public static HostPolicy loopbackAnd(Collection<String> listed) {
    return new HostPolicy(false, listed);
  }

  /** Returns whether a Host header's value is well-formed. */
  static boolean isWellFormed(String authority) {
    return AUTHORITY.matcher(authority).matches();
  }

  /** Returns whether a request may call the service by this name, on any port. */
  boolean permits(String authority) {
    Matcher matcher = AUTHORITY.matcher(authority);
    return any || (matcher.matches() && knows(folded(matcher.group(1))));
  }

  private boolean knows(String name) {
    return LOOPBACK.contains(name) || listed.contains(name);
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
