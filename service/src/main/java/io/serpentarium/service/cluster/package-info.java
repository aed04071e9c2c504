/** Several nodes as one: who has which session, by Redis, and how requests come there. */
@NullMarked
package io.serpentarium.service.cluster;

import org.jspecify.annotations.NullMarked;
