/** Tenants, their keys and their requests' permissions. */
@NullMarked
package io.serpentarium.service.core.tenancy;

import org.jspecify.annotations.NullMarked;
