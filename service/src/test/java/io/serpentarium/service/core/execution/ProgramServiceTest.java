package io.serpentarium.service.core.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionRequest.Mode;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.MemoryRefusedException;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.sandbox.SessionBusyException;
import io.serpentarium.sandbox.Stdin;
import io.serpentarium.service.core.admission.Allowance;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.Ledger.Space;
import io.serpentarium.service.core.admission.LimitPolicy;
import io.serpentarium.service.core.admission.Quota;
import io.serpentarium.service.core.admission.QuotaExceededException;
import io.serpentarium.service.core.admission.Sharing;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Grant;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.testing.ScriptedSandbox;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class ProgramServiceTest {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Limits MOST = Limits.DEFAULT.with(Limit.WALL_TIME, 60_000);

  private final ScriptedSandbox sandbox = new ScriptedSandbox();
  private final Workers workers =
      new Workers(ProgramServiceTest::schedule, ProgramServiceTest::schedule);
  private final Templates templates =
      new Templates(
          sandbox,
          new TemplatePolicy(Map.of("six", List.of("six")), 0),
          Ledger.of(new Sharing(false), 1L << 30, 1L << 30));
  private final ProgramService programs =
      new ProgramService(
          new PrivateRuns(
              new SessionOpener(sandbox),
              TestStarter.of(new SimpleMeterRegistry()),
              workers,
              new Ids(RandomGenerator.getDefault())),
          new LimitPolicy(Limits.DEFAULT, MOST),
          workers,
          new ReturnedFiles(10),
          templates);
  private final Ledger ledger = Ledger.of(new Sharing(false), 1L << 30, 1L << 30);
  private final HeapHolding request = ledger.open(Tenant.LOCAL);

  private static void schedule(String owner, Runnable task) {
    Schedulers.boundedElastic().schedule(task);
  }

  @AfterEach
  void everySessionIsClosed() {
    await().until(() -> sandbox.alive() == 0);
    request.close();
  }

  @Test
  void runsAProgramWithAllThatItIsGiven() {
    Program program =
        new Program(
            "input ?",
            "typed\n",
            List.of("-v"),
            List.of(file("in", "1")),
            Map.of(Limit.WALL_TIME, 60_000L),
            List.of(),
            Optional.empty());
    Program.Run run = end(programs.run(program));
    assertThat(run.execution().result().stdout()).isEqualTo("?typed\n");
    assertThat(run.execution().sessionId()).isNull();
    assertThat(run.files()).isEmpty();
    assertThat(sandbox.latest().limits()).isEqualTo(MOST);
    assertThat(sandbox.latest().files().list()).extracting(each -> each.path()).contains("in");
    ExecutionRequest last = Objects.requireNonNull(sandbox.latest().lastRequest());
    assertThat(last.mode()).isEqualTo(Mode.PROGRAM);
    assertThat(last.arguments()).containsExactly("-v");
    assertThat(last.stdin()).isEqualTo(Stdin.text("typed\n"));
  }

  @Test
  void bringsBackWhatIsThereAlsoOfAProgramThatFailed() {
    Program.Run run = end(programs.run(program("save a text\nraise E no", "b", "a")));
    assertThat(run.execution().result().outcome()).isInstanceOf(Outcome.Raised.class);
    assertThat(run.files())
        .singleElement()
        .satisfies(back -> assertThat(back.content()).asString().isEqualTo("text"));
    assertThat(end(programs.run(program("save a 12345678901", "a"))).files())
        .as("too much to bring back")
        .isEmpty();
  }

  @Test
  void startsFromTheTemplateThatIsNamed() {
    Program named =
        new Program("print x", "", List.of(), List.of(), Map.of(), List.of(), Optional.of("six"));
    assertThat(end(programs.run(named)).execution().result().stdout()).isEqualTo("x\n");
    assertThat(sandbox.opened()).as("one to make the template").isEqualTo(2);
    Program unknown =
        new Program("print x", "", List.of(), List.of(), Map.of(), List.of(), Optional.of("no"));
    refuses(programs.run(unknown), FailureCode.TEMPLATE_NOT_FOUND);
  }

  @Test
  void refusesWhatIsNotAllowedBeforeAnythingRuns() {
    Program tooLong =
        new Program(
            "print x",
            "",
            List.of(),
            List.of(),
            Map.of(Limit.WALL_TIME, 60_001L),
            List.of(),
            Optional.empty());
    refuses(programs.run(tooLong), FailureCode.LIMIT_TOO_HIGH);
    assertThat(sandbox.opened()).isZero();
    StepVerifier.create(programs.run(program("print x")))
        .verifyErrorMatches(failure -> ServiceFailure.is(failure, FailureCode.UNAUTHENTICATED));
    Program outside =
        new Program(
            "print x",
            "",
            List.of(),
            List.of(file("../a", "")),
            Map.of(),
            List.of(),
            Optional.empty());
    refuses(programs.run(outside), FailureCode.INVALID_PATH);
  }

  @Test
  void showsTheConclusionOfAScriptItsSession() {
    String left =
        end(
            programs.run(
                script("save a text"),
                (session, finished) ->
                    Mono.fromSupplier(
                        () -> new String(session.files().read("given"), StandardCharsets.UTF_8))));
    assertThat(left).isEqualTo("1");
    assertThat(sandbox.latest().limits().wallTime()).isEqualTo(Duration.ofSeconds(50));
  }

  @Test
  void followsAScriptAndInterruptsItWhenNobodyDoesAnyMore() {
    StepVerifier.create(
            CurrentTenant.in(
                Grant.LOCAL,
                programs
                    .follow(script("print x"), (session, running) -> running.events())
                    .ofType(ExecutionEvent.Ended.class)
                    .single()))
        .assertNext(ended -> assertThat(ended.execution().result().stdout()).isEqualTo("x\n"))
        .expectComplete()
        .verify(SOON);
    Disposable follower =
        CurrentTenant.in(
                Grant.LOCAL,
                programs.follow(script("wait"), (session, running) -> running.events()).then())
            .subscribe();
    await().until(() -> sandbox.executing("wait").isPresent());
    follower.dispose();
  }

  @Test
  void writesDownWhatATerminalWouldShow() {
    Transcript transcript =
        end(
            request.in(
                programs.transcribe(
                    script("print a\nerror b\nprint c\nraise E m"),
                    (session, written) -> Mono.just(written))));
    assertThat(transcript.output()).startsWith("a\nb\nc\nTraceback").endsWith("E: m\n");
    assertThat(ledger.held(Space.HEAP))
        .as("one copy more of the output")
        .isEqualTo(Ledger.output(Limits.DEFAULT.outputBytes()));
  }

  @Test
  void writesNothingDownThatTheRequestCannotHold() {
    try (HeapHolding small =
        Ledger.of(new Sharing(false), Ledger.output(MOST.outputBytes()) - 1, 1)
            .open(Tenant.LOCAL)) {
      assertThatThrownBy(
              () ->
                  end(
                      small.in(
                          programs.transcribe(
                              script("print a"), (session, written) -> Mono.just(written)))))
          .isInstanceOf(SandboxSaturatedException.class);
    }
    refuses(
        programs.transcribe(script("print a"), (session, written) -> Mono.just(written)),
        FailureCode.UNAUTHENTICATED);
    assertThat(sandbox.opened()).isZero();
  }

  @Test
  void isFullWhereRoomMayComeBack() {
    assertThat(ProgramService.isFull(new SandboxSaturatedException("x"))).isTrue();
    assertThat(ProgramService.isFull(new MemoryRefusedException(Use.GUEST, 1, "x"))).isTrue();
    assertThat(
            ProgramService.isFull(
                new QuotaExceededException(Allowance.exhausted(Quota.EXECUTIONS, 1))))
        .isTrue();
    assertThat(ProgramService.isFull(new ServiceFailure(FailureCode.INVALID_PATH))).isFalse();
    assertThat(ProgramService.isFull(new SessionBusyException())).isFalse();
  }

  @Test
  void triesAgainForSomeTwentySecondsUntilThereIsRoom() {
    AtomicInteger attempts = new AtomicInteger();
    Mono<String> full =
        Mono.<String>error(() -> new SandboxSaturatedException("x"))
            .doOnSubscribe(subscribed -> attempts.incrementAndGet())
            .retryWhen(ProgramService.UNTIL_THERE_IS_ROOM);
    StepVerifier.withVirtualTime(() -> full)
        .expectSubscription()
        .expectNoEvent(Duration.ofSeconds(9))
        .thenAwait(Duration.ofSeconds(30))
        .verifyError(SandboxSaturatedException.class);
    assertThat(attempts).hasValue(25);
  }

  @Test
  void triesNothingAgainThatFailedOtherwise() {
    AtomicInteger attempts = new AtomicInteger();
    StepVerifier.create(
            Mono.error(() -> new ServiceFailure(FailureCode.INVALID_PATH))
                .doOnSubscribe(subscribed -> attempts.incrementAndGet())
                .retryWhen(ProgramService.UNTIL_THERE_IS_ROOM))
        .verifyErrorMatches(failure -> ServiceFailure.is(failure, FailureCode.INVALID_PATH));
    assertThat(attempts).hasValue(1);
  }

  private void refuses(Mono<?> run, FailureCode code) {
    assertThatThrownBy(() -> end(run)).matches(failure -> ServiceFailure.is(failure, code));
  }

  private static Program program(String code, String... returned) {
    return new Program(
        code, "", List.of(), List.of(), Map.of(), List.of(returned), Optional.empty());
  }

  private static ProgramService.Script script(String code) {
    return new ProgramService.Script(
        ExecutionRequest.script(code),
        List.of(file("given", "1")),
        Map.of(Limit.WALL_TIME, 50_000L));
  }

  private static SandboxFile file(String path, String content) {
    return new SandboxFile(path, content.getBytes(StandardCharsets.UTF_8));
  }

  private static <T> T end(Mono<T> run) {
    return CurrentTenant.in(Grant.LOCAL, run).blockOptional(SOON).orElseThrow();
  }
}
