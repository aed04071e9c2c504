package io.serpentarium.service.core.execution;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Code of the service's own, which makes a session ready before any tenant's code runs in it. */
public final class OwnCode {

  private OwnCode() {}

  /**
   * Runs code to its end; may block for seconds.
   *
   * @param failure the text before the description of a failure
   * @throws IllegalStateException if the code does not complete
   */
  public static void run(Session session, String code, String failure) {
    ExecutionResult result =
        session
            .execute(ExecutionRequest.cell(code).withoutValue())
            .result()
            .toCompletableFuture()
            .join();
    if (!(result.outcome() instanceof Outcome.Completed)) {
      throw new IllegalStateException(failure + result);
    }
  }

  /** Returns a file of code that lies beside a class, as text. */
  public static String source(Class<?> beside, String name) {
    return new String(file(beside, name), StandardCharsets.UTF_8);
  }

  /** Returns a file of code that lies beside a class. */
  public static byte[] file(Class<?> beside, String name) {
    try (InputStream in = Objects.requireNonNull(beside.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
