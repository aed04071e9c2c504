/** The contract at {@code /v1}: controllers, requests, views and the OpenAPI document. */
@NullMarked
package io.serpentarium.service.v1;

import org.jspecify.annotations.NullMarked;
