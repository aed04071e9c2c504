package io.serpentarium.service.e2b;

import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.tenancy.Authenticator;
import io.serpentarium.service.core.tenancy.Grant;
import io.serpentarium.service.core.tenancy.SessionTokens;
import io.serpentarium.service.edge.problem.Problem;
import io.serpentarium.service.edge.route.AuditedAction;
import io.serpentarium.service.edge.route.BearerKey;
import io.serpentarium.service.edge.route.Credentials;
import io.serpentarium.service.edge.route.ErrorForm;
import io.serpentarium.service.edge.route.KeyInHeader;
import io.serpentarium.service.edge.route.Route;
import io.serpentarium.service.edge.route.SessionReference;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.core.annotation.AliasFor;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;

/** A route of E2B's. By default it is one of a sandbox's own, which its token opens. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Route
@interface E2bRoute {

  @AliasFor(annotation = Route.class)
  Class<? extends SessionReference> session() default InHeader.class;

  @AliasFor(annotation = Route.class)
  Class<? extends Credentials>[] credentials() default {
    AccessToken.class, TrafficToken.class, ApiKey.class, BearerKey.class
  };

  @AliasFor(annotation = Route.class)
  Class<? extends ErrorForm> errors() default Errors.class;

  @AliasFor(annotation = Route.class)
  boolean begins() default false;

  @AliasFor(annotation = Route.class)
  boolean leavesAsleep() default false;

  @AliasFor(annotation = Route.class)
  AuditedAction audit() default AuditedAction.NONE;

  @AliasFor(annotation = Route.class)
  String unaudited() default "";

  /** The header {@code E2b-Sandbox-Id}. */
  final class InHeader implements SessionReference {

    static final String NAME = "E2b-Sandbox-Id";

    @Override
    public Optional<String> sessionId(ServerHttpRequest request, Map<String, String> variables) {
      return Optional.ofNullable(request.getHeaders().getFirst(NAME));
    }
  }

  /** The header {@code X-API-KEY}. */
  final class ApiKey extends KeyInHeader {

    ApiKey(Authenticator authenticator) {
      super("X-API-KEY", authenticator);
    }
  }

  /** A header with the token of the sandbox that a request addresses. */
  abstract class Token implements Credentials {

    private final String header;
    private final SessionTokens tokens;

    Token(String header, SessionTokens tokens) {
      this.header = header;
      this.tokens = tokens;
    }

    @Override
    public final Mono<Grant> grant(ServerHttpRequest request, Optional<String> sessionId) {
      String token = request.getHeaders().getFirst(header);
      return token == null
          ? Mono.empty()
          : Mono.justOrEmpty(sessionId)
              .flatMap(id -> tokens.grant(token, id))
              .switchIfEmpty(Mono.error(() -> new ServiceFailure(FailureCode.UNAUTHENTICATED)));
    }
  }

  /** The header {@code X-Access-Token}. */
  final class AccessToken extends Token {

    AccessToken(SessionTokens tokens) {
      super("X-Access-Token", tokens);
    }
  }

  /** The header {@code E2B-Traffic-Access-Token}. */
  final class TrafficToken extends Token {

    TrafficToken(SessionTokens tokens) {
      super("E2B-Traffic-Access-Token", tokens);
    }
  }

  /** Failures as {@code {"code": 404, "message": …}}. */
  final class Errors implements ErrorForm {

    @Override
    public Answer of(Problem problem) {
      return Answer.json(
          problem.status(), Map.of("code", problem.status(), "message", sentence(problem)));
    }

    static String sentence(Problem problem) {
      return Stream.concat(
              Stream.of(problem.detail()),
              problem.errors().stream().map(error -> error.pointer() + " " + error.reason()))
          .collect(Collectors.joining(" "));
    }
  }

  /** Failures as the Connect protocol has them: {@code {"code": "not_found", "message": …}}. */
  final class ConnectErrors implements ErrorForm {

    @Override
    public Answer of(Problem problem) {
      return Answer.json(problem.status(), error(problem));
    }

    static Map<String, String> error(Problem problem) {
      return Map.of("code", code(problem.status()), "message", Errors.sentence(problem));
    }

    private static String code(int status) {
      return switch (status) {
        case 400, 415 -> "invalid_argument";
        case 401 -> "unauthenticated";
        case 403 -> "permission_denied";
        case 404, 410 -> "not_found";
        case 409 -> "failed_precondition";
        case 413, 429 -> "resource_exhausted";
        case 501 -> "unimplemented";
        case 502, 503 -> "unavailable";
        default -> "internal";
      };
    }
  }
}
