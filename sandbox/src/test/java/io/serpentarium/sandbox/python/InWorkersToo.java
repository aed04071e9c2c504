package io.serpentarium.sandbox.python;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs a class of {@link OnEveryEngine} once more, on a sandbox whose sessions are in workers: each
 * with {@code -Dserpentarium.in-workers=all}, otherwise those that take seconds only.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface InWorkersToo {

  /** Whether every build runs it so. */
  boolean always() default true;
}
