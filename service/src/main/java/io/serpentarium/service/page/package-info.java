/** The page at {@code /}. */
@NullMarked
package io.serpentarium.service.page;

import org.jspecify.annotations.NullMarked;
