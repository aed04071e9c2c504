/** The parts of a module's binary that the sandbox reads itself. */
@NullMarked
package io.serpentarium.sandbox.wasm;

import org.jspecify.annotations.NullMarked;
