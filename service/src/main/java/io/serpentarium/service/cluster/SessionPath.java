package io.serpentarium.service.cluster;

import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPattern.PathMatchInfo;
import org.springframework.web.util.pattern.PathPatternParser;

/** Which session a request is about, if it is about one. */
final class SessionPath {

  private static final PathPattern ONE =
      PathPatternParser.defaultInstance.parse("/v1/sessions/{id}");
  private static final PathPattern BELOW =
      PathPatternParser.defaultInstance.parse("/v1/sessions/{id}/{*rest}");

  private static final Set<String> BEGINNINGS =
      Set.of("/v1/sessions", "/v1/executions", "/v1/gradings");

  private SessionPath() {}

  /** The id of the session, which there may not be. */
  static Optional<String> id(ServerHttpRequest request) {
    PathMatchInfo match = BELOW.matchAndExtract(path(request));
    return Optional.ofNullable(match).map(found -> found.getUriVariables().get("id"));
  }

  /** Whether it can be answered for a session that sleeps. */
  static boolean isForSleeping(ServerHttpRequest request) {
    boolean shown = HttpMethod.GET.equals(request.getMethod());
    return ONE.matches(path(request)) && (shown || HttpMethod.DELETE.equals(request.getMethod()));
  }

  /** Whether it begins something that is on no node yet. */
  static boolean isBeginning(ServerHttpRequest request) {
    return HttpMethod.POST.equals(request.getMethod())
        && BEGINNINGS.contains(path(request).value());
  }

  private static PathContainer path(ServerHttpRequest request) {
    return request.getPath().pathWithinApplication();
  }
}
