/** Tenants, their keys and what a request may do in their name. */
@NullMarked
package io.serpentarium.service.core.tenancy;

import org.jspecify.annotations.NullMarked;
