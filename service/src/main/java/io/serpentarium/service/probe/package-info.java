/** Programs for images without a shell, which query the service's health. */
@NullMarked
package io.serpentarium.service.probe;

import org.jspecify.annotations.NullMarked;
