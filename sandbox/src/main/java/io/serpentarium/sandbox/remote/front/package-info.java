/**
 * The sandbox as a front has it: sessions in worker processes of its own, which it does not trust.
 */
@NullMarked
package io.serpentarium.sandbox.remote.front;

import org.jspecify.annotations.NullMarked;
