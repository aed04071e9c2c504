package io.serpentarium.service.testing;

import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/** Clients that count in sessions until they are stopped. */
public final class CountingLoad implements AutoCloseable {

  private static final int CLIENTS_EACH = 2;
  private static final long PAUSE_NANOS = 5_000_000;
  private static final int PATIENCE_SECONDS = 120;

  private final List<CountedSession> sessions = new ArrayList<>();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean over;

  /**
   * Starts it.
   *
   * @param count of sessions, each with two clients
   * @param port where the next request goes on this machine
   */
  public CountingLoad(int count, IntSupplier port) {
    for (int i = 0; i < count; i++) {
      CountedSession session = new CountedSession(client, port, Tenants.ALICE);
      sessions.add(session);
      for (int j = 0; j < CLIENTS_EACH; j++) {
        var _ = threads.submit(() -> goOn(session));
      }
    }
  }

  private void goOn(CountedSession session) {
    while (!over) {
      session.count();
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Ends it, checks every session, and gives how often each kind of answer came. */
  public Map<String, Integer> finish() {
    close();
    sessions.forEach(CountedSession::check);
    Map<String, Integer> answers = new TreeMap<>();
    sessions.forEach(
        session -> session.answers().forEach((label, n) -> answers.merge(label, n, Integer::sum)));
    return answers;
  }

  /** How many executions were accepted until now. */
  public long accepted() {
    return sessions.stream().mapToLong(CountedSession::accepted).sum();
  }

  @Override
  public void close() {
    over = true;
    threads.shutdown();
    try {
      if (!threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
