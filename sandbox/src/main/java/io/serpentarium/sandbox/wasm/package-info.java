/** What the sandbox reads of a module's binary itself. */
@NullMarked
package io.serpentarium.sandbox.wasm;

import org.jspecify.annotations.NullMarked;
