package io.serpentarium.service.core.execution;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.MemoryRefusedException;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.Stdin;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.LimitPolicy;
import io.serpentarium.service.core.admission.QuotaExceededException;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Tenant;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Runs programs once. */
@Service
public final class ProgramService {

  /** Tries again for some 20 seconds while the node, or the tenant's part of it, is full. */
  public static final Retry UNTIL_THERE_IS_ROOM =
      Retry.backoff(24, Duration.ofMillis(20))
          .maxBackoff(Duration.ofSeconds(1))
          .filter(ProgramService::isFull)
          .onRetryExhaustedThrow((retries, signal) -> signal.failure());

  private final PrivateRuns runs;
  private final LimitPolicy limits;
  private final Workers workers;
  private final ReturnedFiles returnedFiles;
  private final Templates templates;

  ProgramService(
      PrivateRuns runs,
      LimitPolicy limits,
      Workers workers,
      ReturnedFiles returnedFiles,
      Templates templates) {
    this.runs = runs;
    this.limits = limits;
    this.workers = workers;
    this.returnedFiles = returnedFiles;
    this.templates = templates;
  }

  /**
   * Returns whether a failure means that the node, or the tenant's part of it, is full at the
   * moment.
   */
  public static boolean isFull(Throwable failure) {
    return failure instanceof QuotaExceededException
        || failure instanceof SandboxSaturatedException
        || failure instanceof MemoryRefusedException;
  }

  /**
   * Runs a program to its end, as {@link PrivateRuns} does. Fails with {@link
   * FailureCode#LIMIT_TOO_HIGH} as well.
   */
  public Mono<Program.Run> run(Program program) {
    return CurrentTenant.with(
        tenant -> runWithin(limits.of(tenant).resolve(program.limits()), program));
  }

  /**
   * A script of a protocol that has a shape of its own for what becomes of it.
   *
   * @param limits those that are named, others as for programs: milliseconds and bytes
   */
  public record Script(
      ExecutionRequest request, List<SandboxFile> files, Map<Limit, Long> limits) {}

  /**
   * Runs a script to its end, as {@link #run} does a program.
   *
   * @param conclusion a last use of its session before that is closed
   */
  public <T> Mono<T> run(
      Script script, BiFunction<Session, FinishedExecution, Mono<T>> conclusion) {
    return CurrentTenant.with(
        tenant -> runs.run(start(tenant, script), script.request(), conclusion));
  }

  /**
   * Runs a script with a follower. Cancelling interrupts the script, and its session is closed when
   * the follower ends.
   *
   * @param follower subscribes to the script's events
   */
  public <T> Flux<T> follow(
      Script script, BiFunction<Session, RunningExecution, Flux<T>> follower) {
    return CurrentTenant.with(Mono::just)
        .flatMapMany(
            tenant ->
                runs.follow(start(tenant, script), script.request().withStreaming(), follower));
  }

  /**
   * Runs a script to its end and records its output as a terminal would show it.
   *
   * @param conclusion a last use of its session before that is closed
   */
  public <T> Mono<T> transcribe(
      Script script, BiFunction<Session, Transcript, Mono<T>> conclusion) {
    Flux<T> concluded =
        follow(
            script,
            (session, running) ->
                running
                    .events()
                    .collect(Transcript.Writer::new, Transcript.Writer::add)
                    .flatMap(Transcript.Writer::transcript)
                    .flatMapMany(transcript -> conclusion.apply(session, transcript)));
    return CurrentTenant.with(tenant -> accounted(tenant, script)).then(concluded.next());
  }

  /** A transcript is one copy more of the output than an execution has reserved. */
  private Mono<Void> accounted(Tenant tenant, Script script) {
    long output = limits.of(tenant).resolve(script.limits()).outputBytes();
    return Mono.deferContextual(
        context -> {
          HeapHolding.of(context).acquire(Ledger.output(output));
          return Mono.empty();
        });
  }

  private SessionStart start(Tenant tenant, Script script) {
    return SessionStart.fresh(limits.of(tenant).resolve(script.limits()), script.files());
  }

  private Mono<Program.Run> runWithin(Limits resolved, Program program) {
    return state(resolved, program)
        .flatMap(
            state ->
                runs.run(
                    new SessionStart(resolved, state, program.files()),
                    request(program),
                    (session, finished) -> bringBack(session, finished, program.returnFiles())));
  }

  /** A template that is named may have to be made first. */
  private Mono<Optional<Snapshot>> state(Limits resolved, Program program) {
    return program
        .template()
        .map(name -> workers.bulk().call(() -> templates.state(name)))
        .orElseGet(() -> Mono.just(templates.stateFor(program.code(), resolved)));
  }

  private static ExecutionRequest request(Program program) {
    return ExecutionRequest.program(program.code())
        .withStdin(Stdin.text(program.stdin()))
        .withArguments(program.arguments())
        .after(program.prelude());
  }

  private Mono<Program.Run> bringBack(
      Session session, FinishedExecution finished, List<String> paths) {
    return paths.isEmpty()
        ? Mono.just(new Program.Run(finished, List.of()))
        : workers.call(() -> new Program.Run(finished, returnedFiles.read(session.files(), paths)));
  }
}
