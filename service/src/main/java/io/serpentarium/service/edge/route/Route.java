package io.serpentarium.service.edge.route;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says of a handler what has to be known before it runs, and what the audit trail records
 * afterwards. Every handler has one; a test walks through all of them.
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

  /** Where requests name the session that they address. By default they address none. */
  Class<? extends SessionReference> session() default SessionReference.None.class;

  /** Whether it starts something that is on no node yet, which any node can do. */
  boolean begins() default false;

  /** Whether a hibernated session can be left asleep while this is answered. */
  boolean leavesAsleep() default false;

  /** Where requests carry what grants them access, the first that is there; nothing if public. */
  Class<? extends Credentials>[] credentials() default {BearerKey.class};

  /** How its failures are answered. */
  Class<? extends ErrorForm> errors() default ErrorForm.OfProblems.class;

  /** What the audit trail calls it. */
  AuditedAction audit() default AuditedAction.NONE;

  /** Why a route that changes something is not audited. */
  String unaudited() default "";
}
