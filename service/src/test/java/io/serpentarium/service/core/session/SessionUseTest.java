package io.serpentarium.service.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.HistoryExceededException;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionBusyException;
import io.serpentarium.sandbox.SessionFileException;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.service.core.execution.RunningExecution;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.tenancy.Tenant;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What can be done with a session, in which order, and what is kept of it for other nodes. */
class SessionUseTest {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Tenant ALICE = TestSessions.tenant("alice");

  private final TestSessions node = new TestSessions();
  private final Others others = new Others();
  private final LiveSession session = node.create(node.live(others, others), ALICE, "ses_1");
  private final SessionUse use = session.use();

  @AfterEach
  void close() {
    node.sandbox().close();
  }

  @Test
  void keepsTheStateOfAnExecutionBeforeItsEndIsTold() {
    others.kept.clear();
    end(start("save a text"));
    assertThat(others.kept).containsExactly("text");
    assertThat(use.current().isBusy()).isFalse();
  }

  @Test
  void tellsThatAnExecutionsStateCouldNotBeKept() {
    others.failing = new DirectoryAwayException("away");
    RunningExecution running = start("save a text");
    assertThatThrownBy(() -> end(running)).isInstanceOf(DirectoryAwayException.class);
    others.failing = null;
    end(start("print x"));
  }

  @Test
  void doesNothingWithASessionThatAnotherNodeHas() {
    others.moved = true;
    assertThatThrownBy(() -> start("print x")).isInstanceOf(SessionMovedException.class);
    assertThatThrownBy(use::snapshot).isInstanceOf(SessionMovedException.class);
    assertThatThrownBy(() -> use.fork(1)).isInstanceOf(SessionMovedException.class);
    assertThatThrownBy(() -> use.undo(1)).isInstanceOf(SessionMovedException.class);
    assertThatThrownBy(() -> use.change(files -> files.write("a", new byte[0])))
        .isInstanceOf(SessionMovedException.class);
    others.moved = false;
    assertThat(use.files().list()).isEmpty();
    end(start("print x"));
  }

  @Test
  void keepsAChangeOfFiles() {
    others.kept.clear();
    assertThat(write("one")).isTrue();
    assertThat(write("two")).isFalse();
    assertThat(others.kept).containsExactly("one", "two");
    assertThatThrownBy(() -> use.change(files -> files.write("../b", new byte[0])))
        .isInstanceOf(SessionFileException.class);
    assertThat(others.kept).as("nothing has changed").hasSize(2);
    end(start("print x"));
  }

  @Test
  void leavesAChangeDuringAnExecutionToItsEnd() {
    RunningExecution running = start("wait");
    others.kept.clear();
    write("during");
    assertThat(others.kept).isEmpty();
    assertThat(use.current().interrupt()).isTrue();
    end(running);
    assertThat(others.kept).containsExactly("during");
  }

  @Test
  void needsTheSessionAloneForMostOfWhatItDoes() {
    RunningExecution running = start("wait");
    assertThatThrownBy(use::snapshot).isInstanceOf(SessionBusyException.class);
    assertThatThrownBy(() -> use.fork(1)).isInstanceOf(SessionBusyException.class);
    assertThatThrownBy(() -> use.undo(1)).isInstanceOf(SessionBusyException.class);
    assertThatThrownBy(() -> use.restart(node::open)).isInstanceOf(SessionBusyException.class);
    assertThatThrownBy(() -> start("print x")).isInstanceOf(SessionBusyException.class);
    assertThat(use.current().interrupt()).isTrue();
    end(running);
    use.snapshot().close();
  }

  @Test
  void putsAnotherStateInItsPlaceAndKeepsIt() {
    write("before");
    try (Snapshot before = use.snapshot()) {
      write("after");
      others.kept.clear();
      use.restore(before);
    }
    assertThat(session.files().read("a")).asString().isEqualTo("before");
    assertThat(others.kept).containsExactly("before");
  }

  @Test
  void restartsWithItsFiles() {
    write("stays");
    others.kept.clear();
    List<Session> fresh = new ArrayList<>();
    use.restart(
        () -> {
          Session next = node.open();
          fresh.add(next);
          return next;
        });
    assertThat(session.files().read("a")).asString().isEqualTo("stays");
    assertThat(others.kept).containsExactly("stays");
    assertThat(fresh).extracting(Session::state).containsExactly(Session.State.CLOSED);
  }

  @Test
  void isAsBeforeWhereItCannotRestart() {
    write("stays");
    others.kept.clear();
    assertThatThrownBy(
            () ->
                use.restart(
                    () -> {
                      throw new SandboxSaturatedException("no room");
                    }))
        .isInstanceOf(SandboxSaturatedException.class);
    assertThat(others.kept).isEmpty();
    end(start("print x"));
    assertThat(session.files().read("a")).asString().isEqualTo("stays");
  }

  @Test
  void takesNoMoreBackThanThereWas() {
    others.kept.clear();
    assertThatThrownBy(() -> use.undo(1)).isInstanceOf(HistoryExceededException.class);
    assertThat(others.kept).isEmpty();
    end(start("print x"));
  }

  @Test
  void isGoneOnceTheSessionHasEnded() {
    session.close(CloseReason.DELETED);
    assertGone(() -> start("print x"));
    assertGone(use::snapshot);
    assertGone(() -> use.undo(1));
    assertGone(() -> write("late"));
  }

  @Test
  void freesTheSessionWhereAnExecutionDoesNotBegin() {
    node.starter().refuse(true);
    assertThatThrownBy(() -> start("print x")).isInstanceOf(SandboxSaturatedException.class);
    node.starter().refuse(false);
    end(start("print x"));
  }

  private void assertGone(ThrowingCallable call) {
    assertThatThrownBy(call)
        .matches(failure -> ServiceFailure.is(failure, FailureCode.SESSION_NOT_FOUND));
  }

  private boolean write(String text) {
    return use.change(files -> files.write("a", text.getBytes(StandardCharsets.UTF_8)));
  }

  private RunningExecution start(String code) {
    return use.start(ALICE, "exe_" + code, ExecutionRequest.cell(code));
  }

  private static void end(RunningExecution running) {
    assertThat(running.result().block(SOON)).isNotNull();
  }

  /** Other nodes, which are told the states as far as the file {@code a} goes. */
  private static final class Others implements Placement, StateKeeper {

    private final List<String> kept = new CopyOnWriteArrayList<>();
    private volatile boolean moved;
    private volatile @Nullable RuntimeException failing;

    @Override
    public void register(Tenant tenant, List<SessionRecord> sessions) {}

    @Override
    public void requireHeld(String id, long epoch) {
      if (moved) {
        throw new SessionMovedException();
      }
    }

    @Override
    public void forget(String id, long epoch) {}

    @Override
    public boolean isDue(SessionRecord session, long epoch) {
      return true;
    }

    @Override
    public void keep(SessionRecord session, long epoch, StateExport state) {
      RuntimeException failure = failing;
      if (failure != null) {
        throw failure;
      }
      kept.add(text(state));
    }

    private static String text(StateExport state) {
      try {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        state.writeTo(bytes);
        return bytes.toString(StandardCharsets.UTF_8);
      } catch (SessionFileException e) {
        return "no such file";
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
