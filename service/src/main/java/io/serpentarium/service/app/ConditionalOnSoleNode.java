package io.serpentarium.service.app;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;

/** What the package {@code cluster} has something else for, when a Redis is named. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ConditionalOnProperty(
    name = "serpentarium.cluster.redis-url",
    havingValue = "false",
    matchIfMissing = true)
@interface ConditionalOnSoleNode {}
