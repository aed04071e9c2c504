/** The contract over HTTP: strict JSON, problems, REST and server-sent events. */
@NullMarked
package io.serpentarium.service.web;

import org.jspecify.annotations.NullMarked;
