/**
 * The engine port: what the sandbox needs of a WebAssembly runtime, and nothing more.
 *
 * <p>Adapters live in packages of their own below this one; no type of theirs leaves its package.
 */
@NullMarked
package io.serpentarium.sandbox.engine;

import org.jspecify.annotations.NullMarked;
