/** The contract over WebSockets. */
@NullMarked
package io.serpentarium.service.web.ws;

import org.jspecify.annotations.NullMarked;
