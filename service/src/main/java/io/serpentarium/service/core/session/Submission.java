package io.serpentarium.service.core.session;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Stdin;
import java.util.Map;

/**
 * Code to execute in a session.
 *
 * @param id of the execution, chosen by the submitter
 * @param limits those that the request names: milliseconds for times, bytes for sizes
 * @param streaming whether its events will be followed
 */
public record Submission(
    String id, String code, Stdin stdin, Map<Limit, Long> limits, boolean streaming) {}
