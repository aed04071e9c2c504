package io.serpentarium.service.core.execution;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.Stdin;
import io.serpentarium.service.core.admission.LimitPolicy;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Tenant;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Runs programs once. */
@Service
public final class ProgramService {

  private final PrivateRuns runs;
  private final LimitPolicy limits;
  private final Workers workers;
  private final ReturnedFiles returnedFiles;

  ProgramService(
      PrivateRuns runs, LimitPolicy limits, Workers workers, ReturnedFiles returnedFiles) {
    this.runs = runs;
    this.limits = limits;
    this.workers = workers;
    this.returnedFiles = returnedFiles;
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
   * @param conclusion what is still wanted of its session before that is closed
   */
  public <T> Mono<T> run(
      Script script, BiFunction<Session, FinishedExecution, Mono<T>> conclusion) {
    return CurrentTenant.with(
        tenant -> runs.run(start(tenant, script), script.request(), conclusion));
  }

  /**
   * Runs a script while somebody follows it. Cancelling interrupts it, and its session is closed
   * when the follower ends.
   *
   * @param follower has to subscribe to the script's events
   */
  public <T> Flux<T> follow(
      Script script, BiFunction<Session, RunningExecution, Flux<T>> follower) {
    return CurrentTenant.with(Mono::just)
        .flatMapMany(
            tenant ->
                runs.follow(start(tenant, script), script.request().withStreaming(), follower));
  }

  private SessionStart start(Tenant tenant, Script script) {
    return SessionStart.fresh(limits.of(tenant).resolve(script.limits()), script.files());
  }

  private Mono<Program.Run> runWithin(Limits resolved, Program program) {
    return runs.run(
        SessionStart.fresh(resolved, program.files()),
        request(program),
        (session, finished) -> bringBack(session, finished, program.returnFiles()));
  }

  private static ExecutionRequest request(Program program) {
    return ExecutionRequest.program(program.code())
        .withStdin(Stdin.text(program.stdin()))
        .withArguments(program.arguments());
  }

  private Mono<Program.Run> bringBack(
      Session session, FinishedExecution finished, List<String> paths) {
    return paths.isEmpty()
        ? Mono.just(new Program.Run(finished, List.of()))
        : workers.call(() -> new Program.Run(finished, returnedFiles.read(session.files(), paths)));
  }
}
