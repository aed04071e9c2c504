package io.serpentarium.service.core.execution;

import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionFileException;
import io.serpentarium.sandbox.SessionFiles;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.Failures;
import io.serpentarium.service.core.failure.ServiceFailure;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Opens sandbox sessions with their first files in place. */
@Component
public final class SessionOpener {

  private final Sandbox sandbox;

  SessionOpener(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  /**
   * Opens a session; may block for milliseconds. The caller closes it.
   *
   * @param start the state to start from, or empty for a fresh interpreter
   * @param files files written over that state
   * @throws io.serpentarium.sandbox.SandboxSaturatedException if no further session fits
   * @throws ServiceFailure with {@link FailureCode#INVALID_PATH} if a file is refused; nothing
   *     stays open then
   */
  public Session open(SessionOptions options, Optional<Snapshot> start, List<SandboxFile> files) {
    Session session =
        start.map(state -> sandbox.open(options, state)).orElseGet(() -> sandbox.open(options));
    try {
      writeAll(session.files(), files);
      return session;
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private static void writeAll(SessionFiles target, List<SandboxFile> files) {
    for (int index = 0; index < files.size(); index++) {
      write(target, index, files.get(index));
    }
  }

  private static void write(SessionFiles target, int index, SandboxFile file) {
    try {
      target.write(file.path(), file.content());
    } catch (SessionFileException e) {
      throw Failures.ofFile(index, e);
    }
  }
}
