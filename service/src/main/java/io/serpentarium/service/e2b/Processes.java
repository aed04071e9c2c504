package io.serpentarium.service.e2b;

import io.serpentarium.sandbox.Session;
import io.serpentarium.service.core.session.SessionService;
import io.serpentarium.service.core.session.SideExecution;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The commands that run in sandboxes of this node, by their numbers. Each is an execution beside
 * its sandbox's own, ends with the sandbox, and is forgotten at its end. Thread-safe.
 */
@Component
@OpenDoor(Door.E2B)
final class Processes {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final SessionService sessions;
  private final SandboxCode code;
  private final AtomicInteger lastNumber = new AtomicInteger();
  private final Map<String, Map<Integer, SandboxProcess>> bySandbox = new ConcurrentHashMap<>();

  Processes(SessionService sessions, SandboxCode code) {
    this.sessions = sessions;
    this.code = code;
  }

  /** A command that runs. */
  record SandboxProcess(int number, Command command, SideExecution execution) {}

  /** Which command of a sandbox a call is about. */
  record Selector(Optional<Integer> number, Optional<String> tag) {

    boolean selects(SandboxProcess process) {
      return number.isPresent()
          ? number.get() == process.number()
          : tag.isPresent() && tag.equals(process.command().tag());
    }
  }

  /**
   * Starts a command.
   *
   * @param time the time after which it is killed
   */
  Mono<SandboxProcess> start(String sandbox, Command command, Optional<Duration> time) {
    return Mono.defer(
        () -> {
          if (bySandbox.getOrDefault(sandbox, Map.of()).size() >= Session.MOST_BESIDE) {
            throw new ConnectFailure(
                ConnectFailure.Code.RESOURCE_EXHAUSTED,
                "%d commands run in this sandbox.".formatted(Session.MOST_BESIDE));
          }
          return code.command(sandbox, command)
              .map(started -> add(sandbox, command, started, time));
        });
  }

  private SandboxProcess add(
      String sandbox, Command command, SideExecution started, Optional<Duration> time) {
    SandboxProcess process = new SandboxProcess(lastNumber.incrementAndGet(), command, started);
    bySandbox.compute(
        sandbox,
        (id, there) -> {
          Map<Integer, SandboxProcess> processes =
              there == null ? new ConcurrentSkipListMap<>() : there;
          processes.put(process.number(), process);
          return processes;
        });
    var _ = started.ended().doFinally(end -> remove(sandbox, process)).toFuture();
    time.ifPresent(
        most -> {
          var _ =
              Mono.delay(most)
                  .then(started.interrupt())
                  .onErrorComplete()
                  .takeUntilOther(started.ended())
                  .toFuture();
        });
    return process;
  }

  private void remove(String sandbox, SandboxProcess process) {
    bySandbox.computeIfPresent(
        sandbox,
        (id, there) -> {
          there.remove(process.number());
          return there.isEmpty() ? null : there;
        });
  }

  /** Lists those of a sandbox. Fails if the tenant has no such sandbox. */
  Mono<List<SandboxProcess>> list(String sandbox) {
    return sessions
        .get(sandbox)
        .map(found -> List.copyOf(bySandbox.getOrDefault(sandbox, Map.of()).values()));
  }

  /** Returns one; fails if there is none. */
  Mono<SandboxProcess> find(String sandbox, Selector selector) {
    return list(sandbox)
        .flatMapIterable(found -> found)
        .filter(selector::selects)
        .next()
        .switchIfEmpty(
            Mono.error(
                () ->
                    new ConnectFailure(
                        ConnectFailure.Code.NOT_FOUND, "No such process runs in this sandbox.")));
  }

  /** Kills all of a sandbox, and waits for their ends, though not for clients that do not read. */
  Mono<Void> killAll(String sandbox) {
    return list(sandbox)
        .flatMapMany(Flux::fromIterable)
        .flatMap(process -> process.execution().interrupt().then(process.execution().ended()))
        .then()
        .timeout(PATIENCE)
        .onErrorComplete(TimeoutException.class);
  }
}
