package io.serpentarium.service.v1;

/**
 * The name and version of this service.
 *
 * @param version the version of the build
 */
public record Node(String name, String version) {}
