@org.jspecify.annotations.NullMarked
package io.serpentarium.sandbox.stress;
