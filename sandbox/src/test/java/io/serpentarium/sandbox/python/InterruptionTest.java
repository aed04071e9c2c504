package io.serpentarium.sandbox.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.python.Interruption.Stopped;
import io.serpentarium.sandbox.wasi.GuestAlarms.Clock;
import io.serpentarium.sandbox.wasi.GuestWait;
import io.serpentarium.sandbox.wasi.GuestWait.Wake;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class InterruptionTest {

  private static final int IS_TRIPPED = 1000;
  private static final int SIGINT_TRIPPED = 1004;
  private static final int EVAL_BREAKER = 1008;
  private static final int SIGNAL_BIT = 2;

  private final RecordingInstance instance = new RecordingInstance();
  private final GuestMemory memory = instance.memory;
  private final Interruption interruption = new Interruption();
  private final Object execution = new Object();

  @BeforeEach
  void attach() {
    memory.putInt(0, ControlBlock.ABI_VERSION);
    memory.putInt(4, IS_TRIPPED);
    memory.putInt(8, SIGINT_TRIPPED);
    memory.putInt(12, EVAL_BREAKER);
    memory.putInt(16, SIGNAL_BIT);
    interruption.attach(signalledFromOutside());
    interruption.begin(execution);
  }

  @Test
  void stopRaisesTheGuestsSignalAndLeavesTheRestOfTheWord() {
    memory.putInt(EVAL_BREAKER, 0x1234_5601);
    assertThat(interruption.stop(execution, StopCause.INTERRUPT)).isTrue();
    assertThat(memory.getInt(IS_TRIPPED)).isEqualTo(1);
    assertThat(memory.getInt(SIGINT_TRIPPED)).isEqualTo(1);
    assertThat(memory.getInt(EVAL_BREAKER)).isEqualTo(0x1234_5603);
  }

  @Test
  void stopOfAnEndedExecutionTouchesNothing() {
    interruption.end();
    interruption.begin(new Object());
    assertThat(interruption.stop(execution, StopCause.INTERRUPT)).isFalse();
    assertThat(memory.getInt(IS_TRIPPED)).isZero();
    assertThat(interruption.end()).isEqualTo(new Stopped(Optional.empty(), false));
  }

  @Test
  void whatIsDoneWhileTheWaitBeginsIsNotMissed() {
    for (int i = 0; i < 20_000; i++) {
      CompletableFuture<String> done = new CompletableFuture<>();
      var _ = Thread.startVirtualThread(() -> done.complete("x"));
      assertThat(interruption.untilDone(done)).isEqualTo(Wake.READY);
    }
  }

  @Test
  void endTakesBackASignalThatNobodyTook() {
    interruption.stop(execution, StopCause.INTERRUPT);
    assertThat(interruption.end()).isEqualTo(new Stopped(Optional.of(StopCause.INTERRUPT), false));
    assertThat(memory.getInt(IS_TRIPPED)).isZero();
    assertThat(memory.getInt(SIGINT_TRIPPED)).isZero();
    assertThat(memory.getInt(EVAL_BREAKER)).isZero();
  }

  @Test
  void redeliveryRepeatsALostBitUntilTheSignalIsTaken() {
    interruption.stop(execution, StopCause.INTERRUPT);
    memory.putInt(EVAL_BREAKER, 0);
    interruption.redeliver();
    assertThat(memory.getInt(EVAL_BREAKER)).isEqualTo(SIGNAL_BIT);
    takeSignal();
    interruption.redeliver();
    assertThat(memory.getInt(EVAL_BREAKER)).isZero();
  }

  @Test
  void limitTakesThePlaceOfARequestAndNotTheOtherWayRound() {
    interruption.stop(execution, StopCause.INTERRUPT);
    assertThat(interruption.forced()).isFalse();
    interruption.stop(execution, StopCause.WALL_TIME);
    interruption.stop(execution, StopCause.INTERRUPT);
    interruption.stop(execution, StopCause.OUTPUT);
    assertThat(interruption.forced()).isTrue();
    assertThat(interruption.end()).isEqualTo(new Stopped(Optional.of(StopCause.WALL_TIME), false));
  }

  @Test
  void waitEndsWhenItsConditionHolds() {
    assertThat(interruption.until(() -> true, GuestWait.FOREVER)).isEqualTo(Wake.READY);
  }

  @Test
  void waitEndsAtItsDeadlineAndNotBefore() {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
    assertThat(interruption.until(() -> false, deadline)).isEqualTo(Wake.TIMED_OUT);
    assertThat(System.nanoTime()).isGreaterThanOrEqualTo(deadline);
  }

  @Test
  void stopEndsAWait() throws Exception {
    CompletableFuture<Wake> wake = waitForever();
    interruption.stop(execution, StopCause.INTERRUPT);
    assertThat(wake.get()).isEqualTo(Wake.INTERRUPTED);
  }

  @Test
  void nextWaitEndsAtOnceUntilTheGuestTookTheSignal() {
    interruption.stop(execution, StopCause.INTERRUPT);
    assertThat(interruption.until(() -> false, GuestWait.FOREVER)).isEqualTo(Wake.INTERRUPTED);
    assertThat(interruption.pending()).isTrue();
    takeSignal();
    assertThat(interruption.pending()).isFalse();
    assertThat(interruption.until(() -> false, System.nanoTime())).isEqualTo(Wake.TIMED_OUT);
  }

  @Test
  void abandonedGuestIsNotLetBackFromAWait() {
    CompletableFuture<Wake> wake = waitForever();
    interruption.abandon(execution, StopCause.CLOSED);
    assertThatThrownBy(wake::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(GuestStopped.class);
    assertThatThrownBy(interruption::pending).isInstanceOf(GuestStopped.class);
  }

  @Test
  void alarmInterruptsAWaitOnTimeAndRaisesNoSignalOfItsOwn() {
    long before = System.nanoTime();
    interruption.setAlarm(Clock.REAL, TimeUnit.MILLISECONDS.toNanos(20));
    assertThat(interruption.until(() -> false, GuestWait.FOREVER)).isEqualTo(Wake.INTERRUPTED);
    assertThat(System.nanoTime() - before)
        .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(20));
    assertThat(memory.getInt(IS_TRIPPED)).isEqualTo(1);
    assertThat(memory.getInt(SIGINT_TRIPPED)).isZero();
    assertThat(memory.getInt(EVAL_BREAKER)).isEqualTo(SIGNAL_BIT);
    takeSignal();
    assertThat(interruption.until(() -> false, System.nanoTime())).isEqualTo(Wake.TIMED_OUT);
  }

  @Test
  void deadlineBeforeAnAlarmIsADeadline() {
    interruption.setAlarm(Clock.REAL, TimeUnit.HOURS.toNanos(1));
    assertThat(interruption.until(() -> false, System.nanoTime() + 1)).isEqualTo(Wake.TIMED_OUT);
    assertThat(memory.getInt(IS_TRIPPED)).isZero();
  }

  @Test
  void alarmsOfBusyGuestsRingWhenTheyAreLookedAt() {
    interruption.setAlarm(Clock.VIRTUAL, 1);
    interruption.setAlarm(Clock.PROFILE, TimeUnit.HOURS.toNanos(1));
    await().untilAsserted(this::nudged);
    takeSignal();
    interruption.redeliver();
    assertThat(memory.getInt(IS_TRIPPED)).isZero();
  }

  private void nudged() {
    interruption.redeliver();
    assertThat(memory.getInt(IS_TRIPPED)).isEqualTo(1);
  }

  @Test
  void alarmTakenBackDoesNotRing() {
    interruption.setAlarm(Clock.REAL, 1);
    interruption.setAlarm(Clock.REAL, 0);
    interruption.redeliver();
    assertThat(memory.getInt(IS_TRIPPED)).isZero();
  }

  @Test
  void alarmOfTheLongestDelayNeverRings() {
    interruption.setAlarm(Clock.REAL, Long.MAX_VALUE);
    assertThat(interruption.until(() -> false, System.nanoTime() + 1)).isEqualTo(Wake.TIMED_OUT);
  }

  @Test
  void endForgetsAlarmsAndWhatRang() {
    interruption.setAlarm(Clock.REAL, 1);
    interruption.redeliver();
    interruption.setAlarm(Clock.REAL, 1);
    interruption.end();
    assertThat(memory.getInt(IS_TRIPPED)).isZero();
    interruption.begin(new Object());
    interruption.redeliver();
    assertThat(memory.getInt(IS_TRIPPED)).isZero();
  }

  @Test
  void alarmRaisesNoSignalThatWasNotRaised() {
    interruption.attach(signalledAtCheckpoints());
    interruption.setAlarm(Clock.REAL, 1);
    assertThat(interruption.until(() -> false, GuestWait.FOREVER)).isEqualTo(Wake.INTERRUPTED);
    assertThat(memory.getInt(IS_TRIPPED)).isEqualTo(1);
    assertThat(memory.getInt(SIGINT_TRIPPED)).isZero();
  }

  @Test
  void wakeHasTheConditionLookedAtAgain() throws Exception {
    boolean[] ready = new boolean[1];
    Thread[] waiter = new Thread[1];
    CompletableFuture<Wake> wake = new CompletableFuture<>();
    waiter[0] =
        Thread.ofPlatform()
            .start(() -> wake.complete(interruption.until(() -> ready[0], GuestWait.FOREVER)));
    awaitParked(waiter[0]);
    ready[0] = true;
    interruption.wake();
    assertThat(wake.get()).isEqualTo(Wake.READY);
  }

  @Test
  void abandonedGuestIsKilledOnceAndNotSignalledAgain() {
    interruption.abandon(execution, StopCause.CLOSED);
    interruption.abandon(execution, StopCause.CLOSED);
    memory.putInt(EVAL_BREAKER, 0);
    interruption.redeliver();
    interruption.stop(execution, StopCause.INTERRUPT);
    assertThat(instance.calls).containsExactly("kill");
    assertThat(memory.getInt(EVAL_BREAKER)).isZero();
    assertThat(interruption.end()).isEqualTo(new Stopped(Optional.of(StopCause.CLOSED), true));
    assertThat(memory.getInt(IS_TRIPPED)).as("a killed guest's memory is left alone").isEqualTo(1);
  }

  @Test
  void signalAtACheckpointIsRaisedByTheGuestsOwnThread() {
    interruption.attach(signalledAtCheckpoints());
    interruption.stop(execution, StopCause.INTERRUPT);
    assertThat(instance.calls).containsExactly("request checkpoint");
    assertThat(memory.getInt(IS_TRIPPED)).isZero();
    assertThat(interruption.pending()).isTrue();
    assertThat(memory.getInt(IS_TRIPPED)).isEqualTo(1);
    takeSignal();
    assertThat(interruption.pending()).isFalse();
    assertThat(memory.getInt(IS_TRIPPED)).isZero();
  }

  @Test
  void signalThatNoCheckpointWasReachedForIsForgotten() {
    interruption.attach(signalledAtCheckpoints());
    interruption.stop(execution, StopCause.INTERRUPT);
    interruption.end();
    interruption.begin(execution);
    assertThat(interruption.pending()).isFalse();
    assertThat(memory.getInt(IS_TRIPPED)).isZero();
  }

  @Test
  void stopThatCameBeforeItsGuestIsRaisedWhenThatIsThere() {
    interruption.detach();
    interruption.stop(execution, StopCause.INTERRUPT);
    assertThat(memory.getInt(IS_TRIPPED)).isZero();
    interruption.attach(signalledFromOutside());
    assertThat(memory.getInt(IS_TRIPPED)).isEqualTo(1);
    assertThat(instance.calls).isEmpty();
  }

  @Test
  void guestThatIsAttachedAfterItsEndIsKilled() {
    interruption.detach();
    interruption.abandon(execution, StopCause.CLOSED);
    interruption.attach(signalledFromOutside());
    assertThat(instance.calls).containsExactly("kill");
  }

  @Test
  void interruptIsIgnoredUntilTheGuestAsksForInput() {
    assertThat(interruption.ignoredFor(Duration.ZERO)).isFalse();
    interruption.stop(execution, StopCause.INTERRUPT);
    assertThat(interruption.ignoredFor(Duration.ofDays(1))).isFalse();
    await().until(() -> interruption.ignoredFor(Duration.ofMillis(1)));
    interruption.askedForInput();
    assertThat(interruption.ignoredFor(Duration.ZERO)).as("it is still pending").isTrue();
    takeSignal();
    interruption.askedForInput();
    assertThat(interruption.ignoredFor(Duration.ZERO)).isFalse();
    interruption.stop(execution, StopCause.INTERRUPT);
    await().until(() -> interruption.ignoredFor(Duration.ofMillis(1)));
  }

  @Test
  void timeInWhichTheOutputWaitsIsNoneOfTheGuests() {
    interruption.stop(execution, StopCause.INTERRUPT);
    takeSignal();
    boolean[] ignored = {true};
    interruption.untilWritable(
        () -> {
          ignored[0] = interruption.ignoredFor(Duration.ZERO);
          return true;
        });
    assertThat(ignored[0]).isFalse();
    await().until(() -> interruption.ignoredFor(Duration.ofMillis(1)));
  }

  private StopTarget signalledFromOutside() {
    GuestSignal signal = new RemoteSignal(instance, new ControlBlock(memory, 0));
    return new StopTarget(signal, instance::kill, () -> {});
  }

  private StopTarget signalledAtCheckpoints() {
    GuestSignal signal = new CheckpointSignal(instance, new ControlBlock(memory, 0));
    return new StopTarget(signal, () -> {}, () -> {});
  }

  private CompletableFuture<Wake> waitForever() {
    CompletableFuture<Wake> wake = new CompletableFuture<>();
    Thread waiter =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    wake.complete(interruption.until(() -> false, GuestWait.FOREVER));
                  } catch (RuntimeException e) {
                    wake.completeExceptionally(e);
                  }
                });
    awaitParked(waiter);
    return wake;
  }

  private static void awaitParked(Thread thread) {
    await().until(() -> thread.getState() == Thread.State.WAITING);
  }

  private void takeSignal() {
    memory.putInt(IS_TRIPPED, 0);
    memory.putInt(SIGINT_TRIPPED, 0);
    memory.putInt(EVAL_BREAKER, 0);
  }
}
