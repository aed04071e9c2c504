/** Sessions of this node: their registry, their lifetime and what is done in them. */
@NullMarked
package io.serpentarium.service.session;

import org.jspecify.annotations.NullMarked;
