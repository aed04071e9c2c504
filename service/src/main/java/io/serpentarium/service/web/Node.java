package io.serpentarium.service.web;

/**
 * What this service is called.
 *
 * @param version of the build
 */
public record Node(String name, String version) {}
