package io.serpentarium.sandbox.python;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a test class once on every engine configuration. Its constructor may ask for the {@link
 * io.serpentarium.sandbox.engine.TestEngine} and for a {@link io.serpentarium.sandbox.Sandbox} on
 * it, which all tests of the run share.
 */
@ClassTemplate
@ExtendWith(EngineInvocations.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface OnEveryEngine {}
