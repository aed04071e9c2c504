/** The page for people at {@code /}; its sources are in {@code src/main/web}. */
@NullMarked
package io.serpentarium.service.web.page;

import org.jspecify.annotations.NullMarked;
