package io.serpentarium.sandbox.remote.front;

import io.serpentarium.sandbox.remote.worker.WorkerSettings;
import java.time.Duration;

/**
 * The options of a front.
 *
 * @param settings what each worker is started with
 * @param heapBytes the most Java heap of a worker
 * @param linger the time for which an owner's worker stays without sessions
 */
public record WorkerOptions(WorkerSettings settings, long heapBytes, Duration linger) {

  private static final long USUAL_HEAP_BYTES = 192L << 20;

  /** 192 MiB of heap, a minute without sessions. */
  public static WorkerOptions of(WorkerSettings settings) {
    return new WorkerOptions(settings, USUAL_HEAP_BYTES, Duration.ofMinutes(1));
  }

  public WorkerOptions withHeapBytes(long bytes) {
    return new WorkerOptions(settings, bytes, linger);
  }

  public WorkerOptions withLinger(Duration time) {
    return new WorkerOptions(settings, heapBytes, time);
  }
}
