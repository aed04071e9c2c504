/** Sessions of tenants: their life, their files, their terminals, and what runs in them. */
@NullMarked
package io.serpentarium.service.core.session;

import org.jspecify.annotations.NullMarked;
