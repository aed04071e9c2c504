package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.SandboxException;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.sandbox.Session;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The executions beside those of a session's own guest, each in a guest of its own on that guest's
 * files. Thread-safe.
 */
final class SideExecutions {

  private final Guest main;
  private final Limits usual;
  private final SessionHouse house;

  // Under this object's monitor.
  private final Set<PythonExecution> running = new HashSet<>();
  private int places = Session.MOST_BESIDE;
  private boolean closed;

  /**
   * Creates an empty set.
   *
   * @param main the guest whose files they see, and whose owner pays for them
   * @param usual the limits of those that ask for none
   */
  SideExecutions(Guest main, Limits usual, SessionHouse house) {
    this.main = main;
    this.usual = usual;
    this.house = house;
  }

  /** Starts one; throws as {@link Session#executeBeside} does. */
  Execution start(ExecutionRequest request) {
    Limits limits = request.limits().orElse(usual);
    takePlace();
    @Nullable Guest guest = null;
    try {
      guest = house.newChild(main);
      return start(request, limits, guest);
    } catch (RuntimeException | Error e) {
      if (guest != null) {
        guest.close();
      }
      releasePlace();
      throw e;
    }
  }

  private synchronized void takePlace() {
    if (closed) {
      throw new IllegalStateException("the session is closed");
    }
    if (places == 0) {
      throw new SandboxSaturatedException(
          "%d executions run beside the session".formatted(Session.MOST_BESIDE));
    }
    places--;
  }

  private synchronized void releasePlace() {
    places++;
  }

  private Execution start(ExecutionRequest request, Limits limits, Guest guest) {
    PythonExecution execution =
        new PythonExecution(
            request,
            limits,
            guest,
            new History(0, false),
            house,
            guest.owner().newTurn(guest.interruption()));
    if (!add(execution) || !house.execute(() -> run(execution, guest))) {
      guest.interruption().end();
      remove(execution);
      throw new SandboxSaturatedException("every guest thread is busy");
    }
    return execution;
  }

  /** Adds one, unless the session has been closed meanwhile. */
  private synchronized boolean add(PythonExecution execution) {
    return !closed && running.add(execution);
  }

  private synchronized void remove(PythonExecution execution) {
    running.remove(execution);
  }

  private void run(PythonExecution execution, Guest guest) {
    @Nullable ExecutionResult result = null;
    @Nullable SandboxException refusal = null;
    try {
      result = execution.run();
    } catch (SandboxException e) {
      refusal = e;
    } finally {
      house.release(guest, result == null ? refusal != null : isReusable(result));
      remove(execution);
      releasePlace();
    }
    if (result != null) {
      execution.complete(result.withSessionState(SessionFate.KEPT));
    } else if (refusal != null) {
      execution.refuse(refusal);
    }
  }

  private static boolean isReusable(ExecutionResult result) {
    return result.sessionState() == SessionFate.KEPT;
  }

  /** Stops all; returns without waiting for their ends. */
  synchronized void stopAll() {
    running.forEach(execution -> execution.guestRun().abandon());
  }

  /** Stops all, and starts none any more. */
  synchronized void close() {
    closed = true;
    stopAll();
  }
}
