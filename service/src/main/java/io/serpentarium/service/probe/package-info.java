/** Programs beside the service, for images that have no shell: they ask it how it does. */
@NullMarked
package io.serpentarium.service.probe;

import org.jspecify.annotations.NullMarked;
