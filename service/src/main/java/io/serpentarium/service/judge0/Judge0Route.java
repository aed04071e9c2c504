package io.serpentarium.service.judge0;

import io.serpentarium.service.core.tenancy.Authenticator;
import io.serpentarium.service.edge.problem.Problem;
import io.serpentarium.service.edge.problem.ProblemCode;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.core.annotation.AliasFor;

/** A route of Judge0's, whose clients send the key in a header of its own. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Route(errors = Judge0Route.Errors.class)
@interface Judge0Route {

  @AliasFor(annotation = Route.class)
  Class<? extends Credentials>[] credentials() default {AuthToken.class, BearerKey.class};

  @AliasFor(annotation = Route.class)
  boolean begins() default false;

  @AliasFor(annotation = Route.class)
  AuditedAction audit() default AuditedAction.NONE;

  @AliasFor(annotation = Route.class)
  String unaudited() default "";

  /** The header {@code X-Auth-Token}. */
  final class AuthToken extends KeyInHeader {

    AuthToken(Authenticator authenticator) {
      super("X-Auth-Token", authenticator);
    }
  }

  /**
   * Failures as {@code {"error": …}}; errors in a submission's fields as a list of reasons for
   * each, with 422.
   */
  final class Errors implements ErrorForm {

    private static final int UNPROCESSABLE = 422;

    @Override
    public Answer of(Problem problem) {
      return problem.code().equals(ProblemCode.VALIDATION.wireName()) && !problem.errors().isEmpty()
          ? Answer.json(UNPROCESSABLE, byField(problem.errors()))
          : Answer.json(problem.status(), Map.of("error", problem.detail()));
    }

    static Map<String, List<String>> byField(List<Problem.FieldError> errors) {
      Map<String, List<String>> fields = new LinkedHashMap<>();
      for (Problem.FieldError error : errors) {
        String name = error.pointer().isEmpty() ? "base" : error.pointer().substring(1);
        fields.computeIfAbsent(name, absent -> new ArrayList<>()).add(error.reason());
      }
      return fields;
    }
  }
}
