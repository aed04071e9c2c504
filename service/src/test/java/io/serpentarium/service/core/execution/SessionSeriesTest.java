package io.serpentarium.service.core.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.service.testing.ScriptedSandbox;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SessionSeriesTest {

  private final ScriptedSandbox sandbox = new ScriptedSandbox();
  private final SessionOpener opener = new SessionOpener(sandbox);
  private final SessionSeries series =
      new SessionSeries(
          SessionStart.fresh(
              Limits.DEFAULT,
              List.of(new SandboxFile("given", "1".getBytes(StandardCharsets.UTF_8)))));

  @AfterEach
  void closeAll() {
    series.close();
    assertThat(sandbox.alive()).isZero();
    sandbox.close();
  }

  @Test
  void putsASessionBackForTheNext() {
    try (Session first = take()) {
      assertThat(series.release(first)).as("there may be no second").isFalse();
    }
    Session second = take();
    second.files().write("left", new byte[1]);
    assertThat(series.release(second)).isTrue();
    Session third = take();
    assertThat(third).isSameAs(second);
    assertThat(third.files().list()).extracting(file -> file.path()).containsExactly("given");
    assertThat(series.release(third)).isTrue();
  }

  @Test
  void opensAsManyAsAreInUse() {
    take().close();
    Session one = take();
    Session other = take();
    assertThat(other).isNotSameAs(one);
    assertThat(series.release(one)).isTrue();
    assertThat(series.release(other)).isTrue();
    assertThat(sandbox.opened()).isEqualTo(3);
  }

  @Test
  void putsASessionBackToTheFilesThatWereWrittenOverItsStart() {
    Snapshot start;
    try (Session before = sandbox.open(SessionOptions.withLimits(Limits.DEFAULT))) {
      before.files().write("before", new byte[1]);
      start = before.snapshot();
    }
    SandboxFile file = new SandboxFile("over", new byte[1]);
    try (SessionSeries over =
        new SessionSeries(new SessionStart(Limits.DEFAULT, Optional.of(start), List.of(file)))) {
      Session first = take(over);
      assertThat(over.release(first)).isFalse();
      first.close();
      Session second = take(over);
      second.files().write("left", new byte[1]);
      assertThat(over.release(second)).isTrue();
      assertThat(take(over).files().list())
          .extracting(each -> each.path())
          .containsExactlyInAnyOrder("before", "over");
      second.close();
    }
  }

  @Test
  void keepsNoSessionThatHasEnded() {
    take().close();
    Session closed = take();
    closed.close();
    assertThat(series.release(closed)).isFalse();
  }

  @Test
  void keepsNoSessionWhenItIsClosed() {
    take().close();
    try (Session late = take()) {
      series.close();
      assertThat(series.release(late)).isFalse();
    }
  }

  @Test
  @Timeout(60)
  void isFreeForOthersWhileAStateIsTaken() {
    Session closed = take();
    closed.close();
    SandboxFile file = new SandboxFile("given", new byte[1]);
    try (SessionSeries slow =
        new SessionSeries(SessionStart.fresh(Limits.DEFAULT, List.of(file)))) {
      take(slow).close();
      Session second =
          slow.take(
              start ->
                  whileSnapshot(opened(start), () -> assertThat(slow.release(closed)).isFalse()));
      second.close();
    }
  }

  /** Returns a session during whose snapshots another thread does something. */
  private static Session whileSnapshot(Session session, Runnable action) {
    return (Session)
        Proxy.newProxyInstance(
            Session.class.getClassLoader(),
            new Class<?>[] {Session.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("snapshot")) {
                CompletableFuture.runAsync(action).join();
              }
              return method.invoke(session, arguments);
            });
  }

  private Session opened(SessionStart start) {
    return opener.open(SessionOptions.withLimits(start.limits()), start.state(), start.files());
  }

  private Session take() {
    return take(series);
  }

  private Session take(SessionSeries from) {
    return from.take(this::opened);
  }
}
