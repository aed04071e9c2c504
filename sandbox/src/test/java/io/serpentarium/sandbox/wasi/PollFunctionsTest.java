package io.serpentarium.sandbox.wasi;

import static io.serpentarium.sandbox.wasi.WasiFixture.EVENTS;
import static io.serpentarium.sandbox.wasi.WasiFixture.MEMORY_BYTES;
import static io.serpentarium.sandbox.wasi.WasiFixture.MONOTONIC;
import static io.serpentarium.sandbox.wasi.WasiFixture.OUT;
import static io.serpentarium.sandbox.wasi.WasiFixture.REALTIME;
import static io.serpentarium.sandbox.wasi.WasiFixture.SUBSCRIPTIONS;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.vfs.Errno;
import org.junit.jupiter.api.Test;

final class PollFunctionsTest {

  private static final int CLOCK = 0;
  private static final int READ = 1;
  private static final int WRITE = 2;
  private static final long SECOND = 1_000_000_000;
  private static final long LONGEST = 1L << 60;

  private final WasiFixture guest = new WasiFixture();

  @Test
  void pastDeadlinesDoNotWait() {
    clock(0, 0, 0, 0);
    clock(1, 1, 1, 1);
    clock(2, 0, REALTIME - SECOND, 1);
    assertThat(poll(3)).isEqualTo(3);
    assertThat(guest.wait.deadlines).isEmpty();
    assertThat(guest.memory.getLong(EVENTS + 32)).isEqualTo(101);
    assertThat(guest.memory.getLong(EVENTS + 40)).isZero();
  }

  @Test
  void relativeTimeoutIsWaitedFor() {
    clock(0, 1, 3600 * SECOND, 0);
    assertWaitsFor(3600 * SECOND);
    assertThat(guest.streams.waits).isEqualTo(1);
  }

  @Test
  void absoluteTimeoutIsCountedFromItsClock() {
    clock(0, 1, MONOTONIC + 3600 * SECOND, 1);
    assertWaitsFor(3600 * SECOND);
    clock(0, 0, REALTIME + 7200 * SECOND, 1);
    assertWaitsFor(7200 * SECOND);
  }

  @Test
  void hugeTimeoutsAreCutWithoutOverflow() {
    for (long timeout : new long[] {Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
      clock(0, 1, timeout, 0);
      assertWaitsFor(LONGEST);
      clock(0, 0, timeout, 1);
      assertWaitsFor(LONGEST);
    }
  }

  @Test
  void earliestOfSeveralTimeoutsCounts() {
    clock(0, 1, 3600 * SECOND, 0);
    clock(1, 1, 1800 * SECOND, 0);
    descriptor(2, READ, 0);
    long before = System.nanoTime();
    assertThat(poll(3)).isZero();
    assertThat(guest.wait.deadlines.getLast())
        .isBetween(before + 1800 * SECOND, System.nanoTime() + 1800 * SECOND);
  }

  @Test
  void stdinAloneIsWaitedForWithoutDeadline() {
    descriptor(0, READ, 0);
    guest.wait.meanwhile = () -> guest.streams.readable = true;
    assertThat(poll(1)).isEqualTo(1);
    assertThat(guest.wait.deadlines).containsExactly(GuestWait.FOREVER);
    assertEvent(0, 100, 0, READ);
  }

  @Test
  void onlyWhatHappenedIsGiven() {
    clock(0, 1, 3600 * SECOND, 0);
    descriptor(1, READ, 0);
    guest.wait.meanwhile = () -> guest.streams.readable = true;
    assertThat(poll(2)).isEqualTo(1);
    assertEvent(0, 101, 0, READ);
  }

  @Test
  void stdinThatNobodyPollsDoesNotEndAWait() {
    clock(0, 1, 3600 * SECOND, 0);
    guest.streams.readable = true;
    assertThat(poll(1)).isZero();
  }

  @Test
  void filesAndOutputAreAlwaysReady() {
    int file = guest.create("sandbox/a");
    descriptor(0, READ, file);
    descriptor(1, WRITE, file);
    descriptor(2, WRITE, 1);
    assertThat(poll(3)).isEqualTo(3);
    assertEvent(0, 100, 0, READ);
    assertEvent(1, 101, 0, WRITE);
    assertEvent(2, 102, 0, WRITE);
    assertThat(guest.wait.deadlines).isEmpty();
  }

  @Test
  void closedDescriptorIsAnEventWithItsErrno() {
    descriptor(0, READ, 9);
    descriptor(1, WRITE, -1);
    assertThat(poll(2)).isEqualTo(2);
    assertEvent(0, 100, 8, READ);
    assertEvent(1, 101, 8, WRITE);
  }

  @Test
  void interruptEndsTheWait() {
    clock(0, 1, 3600 * SECOND, 0);
    guest.wait.answer = GuestWait.Wake.INTERRUPTED;
    guest.fails(Errno.EINTR, "poll_oneoff", SUBSCRIPTIONS, EVENTS, 1, OUT);
  }

  @Test
  void unknownKindsClocksAndCountsAreInvalid() {
    guest.fails(Errno.EINVAL, "poll_oneoff", SUBSCRIPTIONS, EVENTS, 0, OUT);
    guest.fails(Errno.EINVAL, "poll_oneoff", 0, 0, 1025, OUT);
    guest.fails(Errno.EINVAL, "poll_oneoff", 0, 0, (1L << 32) - 1, OUT);
    clock(0, 4, 0, 0);
    guest.fails(Errno.EINVAL, "poll_oneoff", SUBSCRIPTIONS, EVENTS, 1, OUT);
    for (int kind : new int[] {3, 255}) {
      descriptor(0, kind, 0);
      guest.fails(Errno.EINVAL, "poll_oneoff", SUBSCRIPTIONS, EVENTS, 1, OUT);
    }
  }

  @Test
  void badPointersAreFaultsBeforeAnyWait() {
    clock(0, 1, 3600 * SECOND, 0);
    guest.fails(Errno.EFAULT, "poll_oneoff", MEMORY_BYTES - 47, EVENTS, 1, OUT);
    guest.fails(Errno.EFAULT, "poll_oneoff", SUBSCRIPTIONS, MEMORY_BYTES - 31, 1, OUT);
    guest.fails(Errno.EFAULT, "poll_oneoff", SUBSCRIPTIONS, EVENTS, 1, MEMORY_BYTES - 3);
    assertThat(guest.wait.deadlines).isEmpty();
  }

  private void assertWaitsFor(long nanos) {
    long before = System.nanoTime();
    assertThat(poll(1)).isZero();
    assertThat(guest.wait.deadlines.getLast()).isBetween(before + nanos, System.nanoTime() + nanos);
  }

  private void assertEvent(int index, long userData, int errno, int kind) {
    long event = EVENTS + 32L * index;
    assertThat(guest.memory.getLong(event)).isEqualTo(userData);
    assertThat(guest.memory.getShort(event + 8)).isEqualTo((short) errno);
    assertThat(guest.memory.getByte(event + 10)).isEqualTo((byte) kind);
  }

  private int poll(int count) {
    guest.ok("poll_oneoff", SUBSCRIPTIONS, EVENTS, count, OUT);
    return guest.out();
  }

  private void clock(int index, int id, long timeout, int flags) {
    long at = subscription(index, CLOCK);
    guest.memory.putInt(at + 16, id);
    guest.memory.putLong(at + 24, timeout);
    guest.memory.putShort(at + 40, (short) flags);
  }

  private void descriptor(int index, int kind, int number) {
    guest.memory.putInt(subscription(index, kind) + 16, number);
  }

  private long subscription(int index, int kind) {
    long at = SUBSCRIPTIONS + 48L * index;
    guest.memory.putLong(at, 100 + index);
    guest.memory.putByte(at + 8, (byte) kind);
    return at;
  }
}
