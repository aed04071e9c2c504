/** What every request passes before it reaches a route, and how failures are answered. */
@NullMarked
package io.serpentarium.service.edge.filter;

import org.jspecify.annotations.NullMarked;
