/** Bodies of requests and answers: strict JSON, caps, attachments and heartbeats. */
@NullMarked
package io.serpentarium.service.edge.body;

import org.jspecify.annotations.NullMarked;
