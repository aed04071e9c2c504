package io.serpentarium.service.mcp;

import io.serpentarium.sandbox.FileBytes;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.execution.Workers;
import io.serpentarium.service.core.session.SessionFileService;
import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Reads files for which the request's part of the heap has room. */
@Component
@OpenDoor(Door.MCP)
final class FileReadings {

  private static final int MOST_READ_BYTES = 4 << 20;

  /** Copies of a file that is read until it is sent: bytes, text or base64, and JSON of it. */
  private static final int COPIES = 6;

  private final SessionFileService files;
  private final Workers workers;

  FileReadings(SessionFileService files, Workers workers) {
    this.files = files;
    this.workers = workers;
  }

  /**
   * Reads a whole file. Fails as {@link SessionFileService#read} does, and when it is too large.
   *
   * @param form makes of the content what is sent
   */
  <T> Mono<T> read(String session, String path, Function<byte[], T> form) {
    return Mono.deferContextual(
        context ->
            files
                .read(session, path)
                .flatMap(
                    content -> workers.call(() -> shown(content, form, HeapHolding.of(context)))));
  }

  private static <T> T shown(FileBytes opened, Function<byte[], T> form, HeapHolding holding) {
    try (FileBytes content = opened) {
      if (content.size() > MOST_READ_BYTES) {
        throw new ProblemException(
            ProblemCode.FILE_TOO_LARGE,
            "The file has %d bytes, more than the %d that can be read. Read a part of it in Python."
                .formatted(content.size(), MOST_READ_BYTES));
      }
      holding.acquire(COPIES * content.size());
      return form.apply(content.toArray());
    }
  }
}
