package io.serpentarium.service.web;

/**
 * What is wrong with one field.
 *
 * @param pointer JSON Pointer (RFC 6901) into the body, or {@code /name} of a query parameter
 */
public record FieldError(String pointer, String reason) {}
