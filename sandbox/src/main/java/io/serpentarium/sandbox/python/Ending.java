package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.PythonError;
import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.engine.Trap;
import io.serpentarium.sandbox.python.Interruption.Stopped;
import io.serpentarium.sandbox.wasi.ProcessExit;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of a guest's call, and its meaning together with the host's reason to stop the guest. */
sealed interface Ending {

  /** The mask of exit codes that a process can have. */
  int EXIT_CODES = 0xff;

  /** Runs a guest and returns its ending; its exceptions are the guest's end, not the caller's. */
  static Ending of(Supplier<GuestResult> guest) {
    try {
      return new Returned(guest.get());
    } catch (GuestOutOfMemoryException e) {
      return new NoRoom();
    } catch (ProcessExit e) {
      return new ProcessExited(e.code() & EXIT_CODES);
    } catch (GuestStopped e) {
      return new Died("stopped by the host");
    } catch (Trap e) {
      return e.kind() == Trap.Kind.DEADLINE
          ? new TimedOut()
          : new Died(e.kind() + ": " + e.getMessage());
    } catch (IllegalGuestException | GuestMemory.OutOfBounds e) {
      return new Died("broke its ABI: " + e.getMessage());
    } catch (RuntimeException | Error e) {
      Logger log = LoggerFactory.getLogger(Ending.class);
      log.error("A host function failed; its execution is abandoned", e);
      return new Died("the host failed");
    }
  }

  /** Returns whether the instance may be entered again. */
  boolean reusable();

  /** Returns the outcome, given how the host stopped the guest, if it did. */
  Outcome outcome(Stopped stopped);

  /** The guest's call returned. */
  record Returned(GuestResult result) implements Ending {

    @Override
    public boolean reusable() {
      return true;
    }

    @Override
    public Outcome outcome(Stopped stopped) {
      return forced(stopped).orElseGet(() -> asTold(stopped.cause().isPresent()));
    }

    private Outcome asTold(boolean interrupted) {
      return switch (result.status()) {
        case COMPLETED -> new Outcome.Completed(Optional.ofNullable(result.result()));
        case EXITED -> new Outcome.Exited(result.exitCode());
        case RAISED -> raised();
        case KEYBOARD_INTERRUPT -> interrupted ? new Outcome.Interrupted() : raised();
      };
    }

    private Outcome raised() {
      PythonError error = result.error();
      return new Outcome.Raised(
          error == null ? new PythonError("SystemError", "no exception was given", "") : error);
    }
  }

  /** The code did not fit into the guest's memory; the guest has not run. */
  record NoRoom() implements Ending {

    @Override
    public boolean reusable() {
      return true;
    }

    @Override
    public Outcome outcome(Stopped stopped) {
      return new Outcome.Raised(
          new PythonError(
              "MemoryError", "", "MemoryError: no room for the code\n", PythonError.Kind.MEMORY));
    }
  }

  /** The guest ended its process with {@code os._exit}. */
  record ProcessExited(int code) implements Ending {

    @Override
    public boolean reusable() {
      return false;
    }

    @Override
    public Outcome outcome(Stopped stopped) {
      return forced(stopped).orElseGet(() -> new Outcome.Exited(code));
    }
  }

  /** The engine's deadline ended it, which is a little after its wall time. */
  record TimedOut() implements Ending {

    @Override
    public boolean reusable() {
      return false;
    }

    @Override
    public Outcome outcome(Stopped stopped) {
      return forced(stopped).orElseGet(() -> new Outcome.LimitExceeded(Limit.WALL_TIME));
    }
  }

  /** The guest trapped, or was not let back in. */
  record Died(String detail) implements Ending {

    @Override
    public boolean reusable() {
      return false;
    }

    @Override
    public Outcome outcome(Stopped stopped) {
      return forced(stopped).orElseGet(() -> new Outcome.Crashed(detail));
    }
  }

  private static Optional<Outcome> forced(Stopped stopped) {
    return stopped.cause().flatMap(cause -> forced(cause, stopped.killed()));
  }

  private static Optional<Outcome> forced(StopCause cause, boolean killed) {
    return switch (cause) {
      case INTERRUPT -> killed ? Optional.of(new Outcome.Interrupted()) : Optional.empty();
      case CLOSED -> Optional.of(new Outcome.Crashed("the session was closed"));
      case WALL_TIME -> Optional.of(new Outcome.LimitExceeded(Limit.WALL_TIME));
      case CPU_TIME -> Optional.of(new Outcome.LimitExceeded(Limit.CPU_TIME));
      case MEMORY -> Optional.of(new Outcome.LimitExceeded(Limit.MEMORY));
      case OUTPUT -> Optional.of(new Outcome.LimitExceeded(Limit.OUTPUT));
    };
  }
}
