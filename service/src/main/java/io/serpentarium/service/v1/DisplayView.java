package io.serpentarium.service.v1;

import io.serpentarium.service.core.kernel.KernelEvent;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A display of a program, as the contract has it.
 *
 * @param data representations by MIME type
 * @param displayId the id for updates
 */
public record DisplayView(JsonNode data, JsonNode metadata, @Nullable String displayId) {

  static DisplayView of(KernelEvent.Display display) {
    return new DisplayView(
        display.bundle().data(), display.bundle().metadata(), display.id().orElse(null));
  }
}
