package io.serpentarium.service.core.session;

import io.serpentarium.sandbox.SessionBusyException;
import io.serpentarium.service.core.execution.RunningExecution;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.retry.Retry;

/**
 * Starts the executions of a session in their order of arrival, for protocols whose clients send
 * one before the other has ended. Thread-safe.
 */
@Component
public final class SessionTurns {

  /** Executions of one session that wait, with the one that runs in its turn. */
  public static final int MOST_WAITING = 100;

  /** Retries for some 20 seconds while the session is in use. */
  public static final Retry UNTIL_IDLE =
      Retry.backoff(100, Duration.ofMillis(5))
          .maxBackoff(Duration.ofMillis(250))
          .filter(SessionBusyException.class::isInstance)
          .onRetryExhaustedThrow((retries, signal) -> signal.failure());

  /** Retries for as long as a client waits. */
  private static final Retry WHILE_BUSY =
      Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(2))
          .maxBackoff(Duration.ofMillis(100))
          .filter(SessionBusyException.class::isInstance);

  private final Map<String, Deque<Sinks.Empty<Void>>> lines = new HashMap<>();

  /**
   * Starts an execution when those that came before it have ended. Cancelling gives up its place.
   * Fails with {@link FailureCode#SESSION_BUSY} when too many wait, and as starting does.
   *
   * @param follower follows it to its end
   */
  public <T> Flux<T> inTurn(
      String sessionId,
      Mono<RunningExecution> start,
      Function<RunningExecution, Flux<T>> follower) {
    return inTurn(sessionId, start.retryWhen(UNTIL_IDLE).flatMapMany(follower));
  }

  /**
   * Does something that runs in a session when what came before it has ended. Cancelling gives up
   * its place. Fails with {@link FailureCode#SESSION_BUSY} when too many wait.
   */
  public <T> Flux<T> inTurn(String sessionId, Flux<T> work) {
    return inTurn(sessionId, FailureCode.SESSION_BUSY, work);
  }

  private <T> Flux<T> inTurn(String sessionId, FailureCode whenFull, Flux<T> work) {
    return Flux.defer(
        () -> {
          Sinks.Empty<Void> turn = join(sessionId, whenFull);
          return turn.asMono().thenMany(work).doFinally(signal -> leave(sessionId, turn));
        });
  }

  /**
   * Starts an execution after all earlier ones of the session, however long they take. Cancelling
   * gives up its place. Fails with {@link FailureCode#NODE_SATURATED} if too many wait, and as
   * starting does.
   */
  public <T> Mono<T> queued(String sessionId, Mono<T> start) {
    return queued(sessionId, start, Flux::just).singleOrEmpty();
  }

  /**
   * Starts an execution as {@link #queued(String, Mono)} does, and keeps its turn until it has been
   * followed to its end, so that the next one is told of nothing before it.
   *
   * @param follower follows what was started to its end
   */
  public <T, U> Flux<U> queued(String sessionId, Mono<T> start, Function<T, Flux<U>> follower) {
    return inTurn(
        sessionId, FailureCode.NODE_SATURATED, start.retryWhen(WHILE_BUSY).flatMapMany(follower));
  }

  /**
   * Returns the number of waiting executions, including those begun by {@link #inTurn} that have
   * not ended.
   */
  public int waiting(String sessionId) {
    synchronized (lines) {
      Deque<Sinks.Empty<Void>> line = lines.get(sessionId);
      return line == null ? 0 : line.size();
    }
  }

  private Sinks.Empty<Void> join(String sessionId, FailureCode whenFull) {
    Sinks.Empty<Void> turn = Sinks.empty();
    synchronized (lines) {
      Deque<Sinks.Empty<Void>> line = lines.computeIfAbsent(sessionId, id -> new ArrayDeque<>());
      if (line.size() >= MOST_WAITING) {
        throw new ServiceFailure(
            whenFull,
            "%d executions wait for this session. Try again later.".formatted(MOST_WAITING));
      }
      line.add(turn);
      if (line.size() > 1) {
        return turn;
      }
    }
    turn.tryEmitEmpty();
    return turn;
  }

  private void leave(String sessionId, Sinks.Empty<Void> turn) {
    Sinks.Empty<Void> next;
    synchronized (lines) {
      Deque<Sinks.Empty<Void>> line = lines.getOrDefault(sessionId, new ArrayDeque<>());
      line.remove(turn);
      next = line.peek();
      if (next == null) {
        lines.remove(sessionId);
        return;
      }
    }
    next.tryEmitEmpty();
  }
}
