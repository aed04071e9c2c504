/** Sessions of tenants: their life, their files, their terminals, and their executions. */
@NullMarked
package io.serpentarium.service.core.session;

import org.jspecify.annotations.NullMarked;
