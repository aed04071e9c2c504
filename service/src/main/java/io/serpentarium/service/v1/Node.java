package io.serpentarium.service.v1;

/**
 * What this service is called.
 *
 * @param version of the build
 */
public record Node(String name, String version) {}
