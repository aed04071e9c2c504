package io.serpentarium.service.piston;

import io.serpentarium.service.core.tenancy.Authenticator;
import io.serpentarium.service.edge.problem.Problem;
import io.serpentarium.service.edge.route.AuditedAction;
import io.serpentarium.service.edge.route.Credentials;
import io.serpentarium.service.edge.route.ErrorForm;
import io.serpentarium.service.edge.route.KeyInHeader;
import io.serpentarium.service.edge.route.Route;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Map;
import org.springframework.core.annotation.AliasFor;
import org.springframework.http.HttpHeaders;

/** A route of Piston's, whose clients send the key without a scheme. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Route(errors = PistonRoute.Messages.class)
@interface PistonRoute {

  @AliasFor(annotation = Route.class)
  Class<? extends Credentials>[] credentials() default Key.class;

  @AliasFor(annotation = Route.class)
  boolean begins() default false;

  @AliasFor(annotation = Route.class)
  AuditedAction audit() default AuditedAction.NONE;

  /** The header {@code Authorization}. */
  final class Key extends KeyInHeader {

    Key(Authenticator authenticator) {
      super(HttpHeaders.AUTHORIZATION, authenticator);
    }
  }

  /** Failures as {@code {"message": …}}. */
  final class Messages implements ErrorForm {

    @Override
    public Answer of(Problem problem) {
      return Answer.json(problem.status(), Map.of("message", message(problem)));
    }

    /** Returns one sentence; of several errors, that of the first field. */
    static String message(Problem problem) {
      return problem.errors().isEmpty() ? problem.detail() : message(problem.errors().getFirst());
    }

    private static String message(Problem.FieldError error) {
      String field =
          error.pointer().replaceAll("/([0-9]+)", "[$1]").replaceFirst("^/", "").replace('/', '.');
      return field.isEmpty() ? "the body " + error.reason() : field + " " + error.reason();
    }
  }
}
