package io.serpentarium.service.edge.route;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.result.method.RequestMappingInfo;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.pattern.PathPattern;

/**
 * Finds the {@link Route} of a request before its handler is looked for, by the patterns of the
 * handlers themselves.
 *
 * <p>A path that no route knows needs a key wherever the doors' routes need one: below each first
 * segment of theirs, such as {@code /v1}. A method that a path does not have counts as one that it
 * has.
 */
@Component
public final class Routes {

  private static final String ATTRIBUTE = RoutedRequest.class.getName();

  /** Routes of one pattern are one entry; the more specific pattern comes first. */
  private final List<Entry> entries;

  /** First segments below which unknown paths need a key. */
  private final Set<String> guarded;

  private final RoutedRequest open;
  private final RoutedRequest closed;

  Routes(
      @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mapping,
      AutowireCapableBeanFactory beans) {
    Instances instances = new Instances(beans);
    entries = entries(mapping.getHandlerMethods(), instances);
    guarded = guarded(entries);
    ErrorForm problems = instances.get(ErrorForm.OfProblems.class);
    open = unknown(List.of(), problems);
    closed = unknown(List.of(instances.get(BearerKey.class)), problems);
  }

  /** Returns the facts about a request, which are equal for the whole exchange. */
  public RoutedRequest of(ServerWebExchange exchange) {
    Map<String, Object> attributes = exchange.getAttributes();
    if (attributes.get(ATTRIBUTE) instanceof RoutedRequest known) {
      return known;
    }
    RoutedRequest found = find(exchange.getRequest());
    attributes.put(ATTRIBUTE, found);
    return found;
  }

  private RoutedRequest find(ServerHttpRequest request) {
    PathContainer path = request.getPath().pathWithinApplication();
    for (Entry entry : entries) {
      PathPattern.@Nullable PathMatchInfo match = entry.pattern.matchAndExtract(path);
      if (match != null) {
        return entry.one(request.getMethod()).routed(request, match.getUriVariables());
      }
    }
    return guarded.contains(firstSegment(path)) ? closed : open;
  }

  private static RoutedRequest unknown(List<Credentials> credentials, ErrorForm errors) {
    return new RoutedRequest(Optional.empty(), false, true, credentials, errors, Optional.empty());
  }

  private static List<Entry> entries(
      Map<RequestMappingInfo, HandlerMethod> handlers, Instances instances) {
    Map<PathPattern, Entry> found = new HashMap<>();
    handlers.forEach(
        (info, handler) -> {
          One one = one(handler, instances);
          for (PathPattern pattern : info.getPatternsCondition().getPatterns()) {
            Entry entry = found.computeIfAbsent(pattern, Entry::new);
            methods(info).forEach(method -> entry.put(method, one));
          }
        });
    List<Entry> sorted = new ArrayList<>(found.values());
    sorted.sort(Comparator.comparing(entry -> entry.pattern));
    return List.copyOf(sorted);
  }

  private static Set<RequestMethod> methods(RequestMappingInfo info) {
    Set<RequestMethod> named = info.getMethodsCondition().getMethods();
    return named.isEmpty() ? EnumSet.allOf(RequestMethod.class) : named;
  }

  /** Returns the annotation of a handler. */
  public static Optional<Route> annotation(HandlerMethod handler) {
    return Optional.ofNullable(
        AnnotatedElementUtils.findMergedAnnotation(handler.getMethod(), Route.class));
  }

  /** Returns the door that a handler belongs to. */
  public static Optional<Door> door(HandlerMethod handler) {
    return Optional.ofNullable(
            AnnotatedElementUtils.findMergedAnnotation(handler.getBeanType(), OpenDoor.class))
        .map(OpenDoor::value);
  }

  private static One one(HandlerMethod handler, Instances instances) {
    Route route =
        annotation(handler)
            .orElseThrow(() -> new IllegalStateException(handler + " has no @Route"));
    List<Credentials> credentials =
        Arrays.stream(route.credentials()).<Credentials>map(instances::get).toList();
    return new One(
        route,
        instances.get(route.session()),
        credentials,
        instances.get(route.errors()),
        door(handler));
  }

  private static Set<String> guarded(List<Entry> entries) {
    Set<String> found = new HashSet<>();
    for (Entry entry : entries) {
      if (entry.needsCredentials()) {
        found.add(firstSegment(PathContainer.parsePath(entry.pattern.getPatternString())));
      }
    }
    return Set.copyOf(found);
  }

  private static String firstSegment(PathContainer path) {
    return path.elements().stream()
        .filter(PathContainer.PathSegment.class::isInstance)
        .map(element -> ((PathContainer.PathSegment) element).valueToMatch())
        .findFirst()
        .orElse("");
  }

  /** An annotated handler. */
  private record One(
      Route route,
      SessionReference session,
      List<Credentials> credentials,
      ErrorForm errors,
      Optional<Door> door) {

    RoutedRequest routed(ServerHttpRequest request, Map<String, String> variables) {
      return new RoutedRequest(
          session.sessionId(request, variables),
          route.begins(),
          route.leavesAsleep(),
          credentials,
          errors,
          door);
    }
  }

  /** The handlers of one path, by their methods. */
  private static final class Entry {

    private final PathPattern pattern;
    private final Map<HttpMethod, One> byMethod = new HashMap<>();
    private @Nullable One usual;

    Entry(PathPattern pattern) {
      this.pattern = pattern;
    }

    void put(RequestMethod method, One one) {
      byMethod.put(method.asHttpMethod(), one);
      usual = usual == null || method == RequestMethod.GET ? one : usual;
    }

    One one(HttpMethod method) {
      return byMethod.getOrDefault(method, Objects.requireNonNull(usual));
    }

    boolean needsCredentials() {
      return byMethod.values().stream().anyMatch(one -> !one.credentials.isEmpty());
    }
  }

  /** The doors' references, credentials and error forms, one of each class. */
  private static final class Instances {

    private final AutowireCapableBeanFactory beans;
    private final Map<Class<?>, Object> made = new HashMap<>();

    Instances(AutowireCapableBeanFactory beans) {
      this.beans = beans;
    }

    <T> T get(Class<T> type) {
      return type.cast(made.computeIfAbsent(type, beans::createBean));
    }
  }

  /**
   * The facts about a request that filters need.
   *
   * @param sessionId the id of the session that the request addresses, which need not exist
   * @param begins whether the request starts something that is on no node yet
   * @param leavesAsleep whether a hibernated session may stay asleep meanwhile
   * @param credentials the credentials that the request may carry, by precedence; empty if it needs
   *     none
   * @param errors the form of answers to failures
   * @param door the door that received the request, or empty for the service's own contract and for
   *     unknown paths
   */
  public record RoutedRequest(
      Optional<String> sessionId,
      boolean begins,
      boolean leavesAsleep,
      List<Credentials> credentials,
      ErrorForm errors,
      Optional<Door> door) {}
}
