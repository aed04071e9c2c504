package io.serpentarium.service.edge.route;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares the facts about a handler that are needed before it runs, and the action for the audit
 * trail. Every handler has one; a test walks through all of them.
 *
 * <p>The tenant filter, the cluster's routing, waking and the audit trail read nothing else, so a
 * door outside {@code /v1} gets them by annotating its handlers. A door whose routes share their
 * credentials or references composes an annotation of its own (see {@link
 * org.springframework.core.annotation.AliasFor}).
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Route {

  /** The part of requests that names the session they address. By default they address none. */
  Class<? extends SessionReference> session() default SessionReference.None.class;

  /** Whether the route starts something that is on no node yet, which any node can do. */
  boolean begins() default false;

  /** Whether a hibernated session may stay asleep while the request is answered. */
  boolean leavesAsleep() default false;

  /**
   * The credentials that requests may carry, of which the first present counts; empty if public.
   */
  Class<? extends Credentials>[] credentials() default {BearerKey.class};

  /** The form of answers to failures. */
  Class<? extends ErrorForm> errors() default ErrorForm.OfProblems.class;

  /** The action in the audit trail. */
  AuditedAction audit() default AuditedAction.NONE;

  /** The reason for not auditing a route that changes something. */
  String unaudited() default "";
}
