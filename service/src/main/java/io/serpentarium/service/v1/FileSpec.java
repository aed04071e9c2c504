package io.serpentarium.service.v1;

import io.serpentarium.service.core.execution.SandboxFile;
import io.serpentarium.service.edge.body.JsonFields;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Reads the files that a request brings along. */
final class FileSpec {

  private static final byte[] NOTHING = {};

  private FileSpec() {}

  static List<SandboxFile> readAll(JsonFields request) {
    return request.objects("files", FileSpec::read);
  }

  private static SandboxFile read(JsonFields fields) {
    return new SandboxFile(fields.text("path"), content(fields));
  }

  private static byte[] content(JsonFields fields) {
    Optional<byte[]> text =
        fields.optionalText("content").map(content -> content.getBytes(StandardCharsets.UTF_8));
    Optional<byte[]> bytes = fields.optionalBase64("content_base64");
    if (fields.isGiven("content") == fields.isGiven("content_base64")) {
      fields.reject("content", "or content_base64 is required, and not both");
    }
    return text.or(() -> bytes).orElse(NOTHING);
  }
}
