/** Who may use the service, and how much: tenants, their keys, and where they are kept. */
@NullMarked
package io.serpentarium.service.tenancy;

import org.jspecify.annotations.NullMarked;
