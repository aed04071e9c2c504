package io.serpentarium.service.app;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;

/**
 * Marks a bean that exists only without Redis; the package {@code cluster} replaces it otherwise.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ConditionalOnProperty(
    name = "serpentarium.cluster.redis-url",
    havingValue = "false",
    matchIfMissing = true)
@interface ConditionalOnSoleNode {}
