package io.serpentarium.service.jupyter;

import io.serpentarium.service.edge.body.JsonFields;
import java.util.Optional;

/**
 * A client's request for a Jupyter session.
 *
 * @param kernelId the id of an existing kernel
 * @param kernelName the kind of a new kernel, of which there is one
 */
record NotebookRequest(
    Optional<String> path,
    Optional<String> name,
    Optional<String> type,
    Optional<String> kernelId,
    Optional<String> kernelName) {

  private static final int LONGEST = 1_000;

  private record KernelRequest(Optional<String> id, Optional<String> name) {

    static KernelRequest read(JsonFields fields) {
      fields.allowUnknown();
      return new KernelRequest(fields.optionalText("id"), fields.optionalText("name"));
    }
  }

  /** Reads the parameters of a new session. */
  static NotebookRequest readNew(JsonFields fields) {
    for (String name : new String[] {"path", "type"}) {
      if (!fields.isGiven(name)) {
        fields.reject(name, "is required");
      }
    }
    return readChange(fields);
  }

  /** Reads what of one shall change. */
  static NotebookRequest readChange(JsonFields fields) {
    fields.allowUnknown();
    Optional<KernelRequest> kernel = fields.object("kernel", KernelRequest::read);
    return new NotebookRequest(
        text(fields, "path"),
        text(fields, "name"),
        text(fields, "type"),
        kernel.flatMap(KernelRequest::id),
        kernel.flatMap(KernelRequest::name));
  }

  private static Optional<String> text(JsonFields fields, String name) {
    Optional<String> text = fields.optionalText(name);
    if (text.isPresent() && text.get().length() > LONGEST) {
      fields.reject(name, "must have at most %d characters".formatted(LONGEST));
    }
    return text;
  }
}
