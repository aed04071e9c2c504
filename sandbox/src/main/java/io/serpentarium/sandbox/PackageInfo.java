package io.serpentarium.sandbox;

/**
 * A package that programs can import without installing it.
 *
 * @param name the name known to installers
 * @param version the version, such as {@code 2.5.5}
 */
public record PackageInfo(String name, String version) {}
