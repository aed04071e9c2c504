package io.serpentarium.sandbox.linking;

import java.util.function.Supplier;

/**
 * A side module that may be linked.
 *
 * @param name a name for people, such as {@code numpy.wasm}
 * @param sha256 SHA-256 of its content in lower-case hex
 * @param content returns the binary format, verified against the hash; may take a second
 */
public record SideSource(String name, String sha256, Supplier<byte[]> content) {}
