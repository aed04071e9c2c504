package io.serpentarium.service.v1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.serpentarium.service.core.execution.SandboxFile;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A file that a program left: its content as text when it is UTF-8, else in base64. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record FileView(String path, @Nullable String content, @Nullable String contentBase64) {

  static FileView of(SandboxFile file) {
    try {
      return new FileView(file.path(), text(file.content()), null);
    } catch (CharacterCodingException e) {
      return new FileView(file.path(), null, Base64.getEncoder().encodeToString(file.content()));
    }
  }

  private static String text(byte[] content) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
  }
}
