package io.serpentarium.service.core.execution;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Usage;
import io.serpentarium.service.core.admission.ExecutionAdmission;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.admission.Reservation;
import io.serpentarium.service.core.tenancy.Tenant;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Starts executions, so that they are admitted and measured, and knows all that are under way. */
@Component
public final class ExecutionStarter {

  /** Keeps nothing, and begins nothing. */
  private static final ExecutionHost NOBODY =
      () -> {
        throw new IllegalStateException("nothing begins here");
      };

  private final ExecutionAdmission admission;
  private final ExecutionMeters meters;
  private final Workers workers;
  private final Map<String, RunningExecution> running = new ConcurrentHashMap<>();

  ExecutionStarter(ExecutionAdmission admission, ExecutionMeters meters, Workers workers) {
    this.admission = admission;
    this.meters = meters;
    this.workers = workers;
  }

  /**
   * Starts an execution; may block for milliseconds. Its resources are acquired before, and
   * released at its end or if it does not begin.
   *
   * @param tenant the tenant to whom it is charged
   * @param sessionId the id of its session, or null for a program on its own
   * @param limits the limits of the execution
   * @throws io.serpentarium.service.core.admission.QuotaExceededException and {@link
   *     io.serpentarium.sandbox.SandboxSaturatedException} as {@link ExecutionAdmission#acquire}
   *     does
   * @throws io.serpentarium.sandbox.SandboxException as {@link ExecutionHost#begin} does
   */
  public RunningExecution start(
      Tenant tenant, String id, @Nullable String sessionId, Limits limits, ExecutionHost host) {
    Reservation reservation = admission.acquire(tenant, limits);
    RunningExecution started;
    try {
      started = new RunningExecution(id, sessionId, host.begin(), meters, workers);
    } catch (RuntimeException | Error e) {
      reservation.close();
      throw e;
    }
    Consumer<Optional<Usage>> release = usage -> release(tenant, reservation, usage);
    try {
      reservation.with(() -> running.put(id, started), () -> running.remove(id));
      host.began(started);
    } catch (RuntimeException | Error e) {
      started.interruptUnheard();
      started.whenEnded(release, NOBODY);
      throw e;
    }
    started.whenEnded(release, host);
    return started;
  }

  private void release(Tenant tenant, Reservation reservation, Optional<Usage> usage) {
    try (reservation) {
      usage.ifPresent(used -> admission.charge(tenant, used.cpuTime()));
    }
  }

  /**
   * Runs work that will start an execution if the tenant has CPU time left. Fails with {@link
   * io.serpentarium.service.core.admission.QuotaExceededException}.
   */
  public <T> Mono<T> ifAffordable(Tenant tenant, Mono<T> start) {
    return admission.ifAffordable(tenant, start);
  }

  /**
   * Acquires the memory of an execution's {@link EventLog}, until the caller closes it; throws as
   * {@link #start} does.
   */
  public HeapHolding holdEvents(Tenant tenant, Limits limits) {
    return admission.holdEvents(tenant, limits, EventLog.MOST_BYTES);
  }

  /** Returns how sessions of a tenant are opened, so that the tenant pays for them. */
  public SessionOptions options(Tenant tenant, Limits limits) {
    return admission.options(tenant, limits);
  }

  /** Charges a tenant for CPU time that was no execution's. */
  public void charge(Tenant tenant, Duration cpuTime) {
    admission.charge(tenant, cpuTime);
  }

  /** Starts nothing any more because the node stops, or does so again. */
  public void refuse(boolean stops) {
    admission.refuse(stops);
  }

  /** Refuses early on a node that stops; throws as {@link #start} does. */
  public void requireRunning() {
    admission.requireRunning();
  }

  /** Interrupts all that runs. */
  public void interruptAll() {
    running.values().forEach(RunningExecution::interruptUnheard);
  }

  /** Returns the number of executions under way. */
  public int running() {
    return running.size();
  }
}
