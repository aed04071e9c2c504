package io.serpentarium.service.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serpentarium.sandbox.TerminalSize;
import io.serpentarium.service.core.execution.TestStarter;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Tenant;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** A session's terminal, and who sits down at it. */
class TerminalServiceTest {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Tenant ALICE = TestSessions.tenant("alice");
  private static final String SESSION = "ses_1";

  private final TestSessions node = new TestSessions();
  private final List<String> audited = new CopyOnWriteArrayList<>();
  private final List<String> shown = new CopyOnWriteArrayList<>();
  private final TerminalService service =
      new TerminalService(
          node.registry(),
          node.starter(),
          (tenant, session) -> audited.add(tenant.id() + " " + session),
          TestStarter.workers(),
          TestStarter.ids());

  @BeforeEach
  void create() {
    node.create(node.live(), ALICE, SESSION);
  }

  @AfterEach
  void close() {
    node.sandbox().close();
  }

  @Test
  void showsWhatIsTypedAndEndsWithItsExitCode() {
    AttachedTerminal terminal = attach();
    follow(terminal);
    assertThat(end(terminal.type("hello"))).isTrue();
    await().until(() -> text().equals(">>> hello"));
    assertThat(end(terminal.type("full"))).as("refused").isFalse();
    assertThat(terminal.hasEnded()).isFalse();
    assertThat(end(terminal.type("exit 3"))).isTrue();
    assertThat(end(terminal.exitCode())).isEqualTo(3);
    assertThat(terminal.hasEnded()).isTrue();
  }

  @Test
  void staysWhereItIsWhenSomebodyLeaves() {
    AttachedTerminal first = attach();
    Disposable output = follow(first);
    end(first.type("typed"));
    await().until(() -> text().equals(">>> typed"));
    output.dispose();
    shown.clear();
    AttachedTerminal again = attach();
    follow(again);
    await().until(() -> text().equals(">>> typed"));
    assertThat(again.hasEnded()).isFalse();
  }

  @Test
  void isResized() {
    AttachedTerminal terminal = attach();
    follow(terminal);
    assertThat(terminal.resize(new TerminalSize(7, 9)).block(SOON)).isNull();
    end(terminal.type("size"));
    await().until(() -> text().endsWith("7x9"));
  }

  @Test
  void makesAStatementAnExecutionOfItsTenant() {
    AttachedTerminal terminal = attach();
    follow(terminal);
    end(terminal.type("run print x"));
    await().until(() -> text().equals(">>> runs\nx\n>>> "));
    assertThat(audited).containsExactly("alice ses_1");
    node.starter().refuse(true);
    await().until(() -> node.starter().running() == 0);
    end(terminal.type("run print y"));
    await()
        .until(() -> text().endsWith("\n>>> ") && text().length() > ">>> runs\nx\n>>> ".length());
    assertThat(text()).doesNotContain("y\n");
    assertThat(audited).hasSize(1);
  }

  @Test
  void keepsTheSessionInUseWhileSomebodyTypes() {
    AttachedTerminal terminal = attach();
    node.clock().advance(Duration.ofSeconds(59));
    end(terminal.type("x"));
    node.clock().advance(Duration.ofSeconds(59));
    assertThat(node.registry().find(ALICE, SESSION).isExpired()).isFalse();
  }

  @Test
  void isOfTheTenantsSessionsOnly() {
    assertThatThrownBy(() -> end(service.attach("ses_2")))
        .matches(failure -> ServiceFailure.is(failure, FailureCode.SESSION_NOT_FOUND));
    assertThatThrownBy(() -> service.attach(SESSION).block(SOON))
        .matches(failure -> ServiceFailure.is(failure, FailureCode.UNAUTHENTICATED));
  }

  private AttachedTerminal attach() {
    return end(service.attach(SESSION));
  }

  private Disposable follow(AttachedTerminal terminal) {
    return terminal.output().subscribe(shown::add);
  }

  private String text() {
    return String.join("", shown);
  }

  private static <T> T end(Mono<T> call) {
    return CurrentTenant.in(TestSessions.grant(ALICE), call).blockOptional(SOON).orElseThrow();
  }
}
