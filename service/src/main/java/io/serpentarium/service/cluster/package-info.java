/**
 * The cluster: several nodes that share their sessions through Redis and forward requests to them.
 */
@NullMarked
package io.serpentarium.service.cluster;

import org.jspecify.annotations.NullMarked;
