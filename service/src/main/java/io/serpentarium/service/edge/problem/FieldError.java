package io.serpentarium.service.edge.problem;

/**
 * What is wrong with one field.
 *
 * @param pointer JSON Pointer (RFC 6901) into the body, or {@code /name} of a query parameter
 */
public record FieldError(String pointer, String reason) {}
