package io.serpentarium.service.edge.body;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.std.StdSerializer;

/** Writes text, with U+FFFD in the place of each lone surrogate, which UTF-8 cannot hold. */
final class WellFormedTextSerializer extends StdSerializer<String> {

  WellFormedTextSerializer() {
    super(String.class);
  }

  @Override
  public void serialize(String value, JsonGenerator generator, SerializationContext context) {
    generator.writeString(Text.wellFormed(value));
  }
}
