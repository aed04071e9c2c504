package io.serpentarium.service.jobe;

import io.serpentarium.service.core.tenancy.Authenticator;
import io.serpentarium.service.edge.problem.Problem;
import io.serpentarium.service.edge.route.AuditedAction;
import io.serpentarium.service.edge.route.BearerKey;
import io.serpentarium.service.edge.route.Credentials;
import io.serpentarium.service.edge.route.ErrorForm;
import io.serpentarium.service.edge.route.KeyInHeader;
import io.serpentarium.service.edge.route.Route;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;

/** A route of Jobe's, whose clients send the key in a header of its own. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Route(errors = JobeRoute.Sentences.class)
@interface JobeRoute {

  @AliasFor(annotation = Route.class)
  Class<? extends Credentials>[] credentials() default {ApiKey.class, BearerKey.class};

  @AliasFor(annotation = Route.class)
  boolean begins() default false;

  @AliasFor(annotation = Route.class)
  AuditedAction audit() default AuditedAction.NONE;

  @AliasFor(annotation = Route.class)
  String unaudited() default "";

  /** The header {@code X-API-KEY}. */
  final class ApiKey extends KeyInHeader {

    ApiKey(Authenticator authenticator) {
      super("X-API-KEY", authenticator);
    }
  }

  /** Failures as one JSON text. */
  final class Sentences implements ErrorForm {

    @Override
    public Answer of(Problem problem) {
      String sentence =
          problem.errors().isEmpty()
              ? problem.detail()
              : problem.errors().getFirst().pointer().replaceFirst("^/", "")
                  + " "
                  + problem.errors().getFirst().reason();
      return Answer.json(problem.status(), sentence);
    }
  }
}
