/** What tenants may use up, and what they have. */
@NullMarked
package io.serpentarium.service.quota;

import org.jspecify.annotations.NullMarked;
