/** The filters that every request passes before it reaches a route, and the answers to failures. */
@NullMarked
package io.serpentarium.service.edge.filter;

import org.jspecify.annotations.NullMarked;
