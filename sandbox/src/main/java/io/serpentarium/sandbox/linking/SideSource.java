package io.serpentarium.sandbox.linking;

import java.util.function.Supplier;

/**
 * A side module that may be linked.
 *
 * @param name for people, such as {@code numpy.wasm}
 * @param sha256 of its content, lower-case hex
 * @param content gives the binary format, checked against the hash; may take a second
 */
public record SideSource(String name, String sha256, Supplier<byte[]> content) {}
