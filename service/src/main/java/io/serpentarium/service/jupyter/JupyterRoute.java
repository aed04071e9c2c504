package io.serpentarium.service.jupyter;

import io.serpentarium.service.core.tenancy.Authenticator;
import io.serpentarium.service.core.tenancy.Grant;
import io.serpentarium.service.edge.problem.Problem;
import io.serpentarium.service.edge.route.AuditedAction;
import io.serpentarium.service.edge.route.Credentials;
import io.serpentarium.service.edge.route.ErrorForm;
import io.serpentarium.service.edge.route.Route;
import io.serpentarium.service.edge.route.SessionReference;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.annotation.AliasFor;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;

/** A route of Jupyter's, whose clients send the key in a header or in the address. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Route(errors = JupyterRoute.Messages.class)
@interface JupyterRoute {

  @AliasFor(annotation = Route.class)
  Class<? extends SessionReference> session() default SessionReference.None.class;

  @AliasFor(annotation = Route.class)
  Class<? extends Credentials>[] credentials() default {HeaderToken.class, QueryToken.class};

  @AliasFor(annotation = Route.class)
  boolean begins() default false;

  @AliasFor(annotation = Route.class)
  boolean leavesAsleep() default false;

  @AliasFor(annotation = Route.class)
  AuditedAction audit() default AuditedAction.NONE;

  @AliasFor(annotation = Route.class)
  String unaudited() default "";

  /** The header {@code Authorization} with the scheme {@code token} or {@code Bearer}. */
  final class HeaderToken implements Credentials {

    private final Authenticator authenticator;

    HeaderToken(Authenticator authenticator) {
      this.authenticator = authenticator;
    }

    @Override
    public Mono<Grant> grant(ServerHttpRequest request, Optional<String> sessionId) {
      return Mono.justOrEmpty(request.getHeaders().getFirst(HttpHeaders.AUTHORIZATION))
          .map(HeaderToken::token)
          .filter(token -> !token.isEmpty())
          .flatMap(authenticator::grantOf);
    }

    /** Clients send the scheme alone where they have no key. */
    private static String token(String line) {
      int end = line.indexOf(' ');
      return end < 0 ? "" : line.substring(end).strip();
    }
  }

  /** The query parameter {@code token}. */
  final class QueryToken implements Credentials {

    private final Authenticator authenticator;

    QueryToken(Authenticator authenticator) {
      this.authenticator = authenticator;
    }

    @Override
    public Mono<Grant> grant(ServerHttpRequest request, Optional<String> sessionId) {
      return Mono.justOrEmpty(request.getQueryParams().getFirst("token"))
          .filter(token -> !token.isEmpty())
          .flatMap(authenticator::grantOf);
    }
  }

  /** Failures as {@code {"message": …, "reason": …}}. */
  final class Messages implements ErrorForm {

    @Override
    public Answer of(Problem problem) {
      return Answer.json(
          problem.status(), Map.of("message", problem.detail(), "reason", problem.title()));
    }
  }
}
