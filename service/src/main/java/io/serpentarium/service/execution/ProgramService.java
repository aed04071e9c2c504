package io.serpentarium.service.execution;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Stdin;
import io.serpentarium.service.tenancy.CurrentTenant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Runs programs, each in a session of its own that is closed whatever happens. */
@Service
public final class ProgramService {

  private final SessionOpener opener;
  private final ExecutionStarter starter;
  private final LimitPolicy limits;
  private final Workers workers;
  private final Ids ids;
  private final ReturnedFiles returnedFiles;

  ProgramService(
      SessionOpener opener,
      ExecutionStarter starter,
      LimitPolicy limits,
      Workers workers,
      Ids ids,
      ReturnedFiles returnedFiles) {
    this.opener = opener;
    this.starter = starter;
    this.limits = limits;
    this.workers = workers;
    this.ids = ids;
    this.returnedFiles = returnedFiles;
  }

  /**
   * Runs a program to its end. Cancelling interrupts it and closes its session.
   *
   * <p>Fails with {@link LimitTooHighException}, {@link SandboxFileException} or {@link
   * io.serpentarium.sandbox.SandboxSaturatedException}, never for what the program did.
   */
  public Mono<ProgramRun> run(Program program) {
    return CurrentTenant.with(
        tenant -> runWithin(limits.of(tenant).resolve(program.limits()), program));
  }

  private Mono<ProgramRun> runWithin(Limits resolved, Program program) {
    return Mono.usingWhen(
        workers.call(
            Session.class,
            () ->
                opener.open(SessionOptions.withLimits(resolved), Optional.empty(), program.files()),
            this::closeUnheard),
        session -> runIn(session, program),
        session -> Mono.fromRunnable(() -> closeUnheard(session)));
  }

  private Mono<ProgramRun> runIn(Session session, Program program) {
    return workers
        .call(
            RunningExecution.class,
            () -> start(session, program),
            RunningExecution::interruptUnheard)
        .flatMap(RunningExecution::result)
        .flatMap(finished -> bringBack(session, finished, program.returnFiles()));
  }

  private RunningExecution start(Session session, Program program) {
    RunningExecution running = starter.start(session, ids.execution(), null, request(program));
    running.onEnd(result -> {});
    return running;
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

  private void closeUnheard(Session session) {
    workers.runUnheard(session::close);
  }
}
