/**
 * Dynamic linking of extension modules: which side modules there are, whether one may be linked,
 * where it goes in an instance, and a log by which another instance gets the same layout.
 */
@NullMarked
package io.serpentarium.sandbox.linking;

import org.jspecify.annotations.NullMarked;
