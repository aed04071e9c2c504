package io.serpentarium.service.core.execution;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.Stdin;
import io.serpentarium.service.core.admission.LimitPolicy;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import java.util.List;
import org.springframework.stereotype.Service;
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
  public Mono<ProgramRun> run(Program program) {
    return CurrentTenant.with(
        tenant -> runWithin(limits.of(tenant).resolve(program.limits()), program));
  }

  private Mono<ProgramRun> runWithin(Limits resolved, Program program) {
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

  private Mono<ProgramRun> bringBack(
      Session session, FinishedExecution finished, List<String> paths) {
    return paths.isEmpty()
        ? Mono.just(new ProgramRun(finished, List.of()))
        : workers.call(() -> new ProgramRun(finished, returnedFiles.read(session.files(), paths)));
  }
}
