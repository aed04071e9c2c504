package io.serpentarium.sandbox.python;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.Share;
import io.serpentarium.sandbox.python.CpuTurn.State;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class CpuPermitsTest {

  private static final Share ALICE = new Share("alice", 1);
  private static final Share BOB = new Share("bob", 1);

  private final AtomicLong now = new AtomicLong();
  private final CpuPermits permits = new CpuPermits(2, now::get);

  @Test
  void grantsAsManyAsThereAre() {
    List<CpuTurn> turns = requested(ALICE, 3);
    assertThat(turns)
        .extracting(CpuTurn::state)
        .containsExactly(State.HELD, State.HELD, State.WAITING);
    turns.getFirst().end();
    assertThat(turns)
        .extracting(CpuTurn::state)
        .containsExactly(State.NONE, State.HELD, State.HELD);
  }

  @Test
  void whoLeavesTheQueueIsNotGrantedAnything() {
    List<CpuTurn> turns = requested(ALICE, 4);
    turns.get(2).end();
    turns.get(0).end();
    assertThat(turns)
        .extracting(CpuTurn::state)
        .containsExactly(State.NONE, State.HELD, State.NONE, State.HELD);
  }

  @Test
  void asksOneToComeByAtOnceWhenAnotherOwnerWaits() {
    List<CpuTurn> spinners = requested(ALICE, 2);
    pass(Duration.ofMillis(2));
    CpuTurn other = requested(BOB, 1).getFirst();
    assertThat(other.state()).isEqualTo(State.WAITING);
    assertThat(askedOf(spinners)).isEqualTo(1);
  }

  @Test
  void asksOneOfTheSameOwnerAfterAQuantumOnly() {
    List<CpuTurn> turns = requested(ALICE, 3);
    pass(CpuPermits.QUANTUM.minusNanos(1));
    turns.forEach(CpuTurn::check);
    assertThat(askedOf(turns)).isZero();
    pass(Duration.ofNanos(2));
    turns.forEach(CpuTurn::check);
    assertThat(askedOf(turns)).isEqualTo(2);
  }

  @Test
  void asksNobodyWhileNobodyWaits() {
    List<CpuTurn> turns = requested(ALICE, 2);
    pass(CpuPermits.QUANTUM.multipliedBy(10));
    turns.forEach(CpuTurn::check);
    assertThat(askedOf(turns)).isZero();
  }

  @Test
  void doesNotWaitForOneThatDoesNotComeBy() {
    List<CpuTurn> spinners = requested(ALICE, 2);
    pass(Duration.ofMillis(2));
    CpuTurn other = requested(BOB, 1).getFirst();
    pass(CpuPermits.PATIENCE.plusNanos(1));
    spinners.forEach(CpuTurn::check);
    assertThat(other.state()).isEqualTo(State.HELD);
    assertThat(spinners).extracting(CpuTurn::state).contains(State.LENT, State.HELD);
    assertThat(spinners).allMatch(CpuTurn::mayRun);
    spinners.forEach(CpuTurn::end);
    other.end();
    assertThat(requested(ALICE, 3))
        .extracting(CpuTurn::state)
        .containsExactly(State.HELD, State.HELD, State.WAITING);
  }

  @Test
  void sharesByWeightWhoeverHasMoreSpinners() {
    Map<String, Long> ran = spin(List.of(new Share("alice", 3), BOB), List.of(4, 12));
    assertThat(ratio(ran)).isBetween(2.7, 3.3);
  }

  @Test
  void sharesEquallyBetweenEqualOwners() {
    Map<String, Long> ran = spin(List.of(ALICE, BOB), List.of(2, 20));
    assertThat(ratio(ran)).isBetween(0.9, 1.1);
  }

  @Test
  void oneWhoWasAloneForLongStarvesNobodyLater() {
    List<CpuTurn> first = requested(ALICE, 1);
    pass(Duration.ofMinutes(1));
    List<CpuTurn> others = requested(BOB, 3);
    pass(Duration.ofSeconds(1));
    first.getFirst().end();
    permits.request(first.getFirst());
    long waited = 0;
    while (first.getFirst().state() == State.WAITING && waited < 1000) {
      round(others);
      waited++;
    }
    assertThat(waited).isLessThan(20);
  }

  /** Lets owners spin with so many guests each, and gives how long each owner ran. */
  private Map<String, Long> spin(List<Share> shares, List<Integer> guests) {
    List<CpuTurn> all =
        IntStream.range(0, shares.size())
            .boxed()
            .flatMap(i -> requested(shares.get(i), guests.get(i)).stream())
            .toList();
    Map<String, Long> ran = new HashMap<>();
    for (int i = 0; i < 4_000; i++) {
      all.stream()
          .filter(turn -> turn.state() == State.HELD)
          .forEach(turn -> ran.merge(turn.share().owner(), 1L, Long::sum));
      round(all);
    }
    return ran;
  }

  private static double ratio(Map<String, Long> ran) {
    return (double) ran.getOrDefault("alice", 0L) / ran.getOrDefault("bob", 1L);
  }

  /** Five milliseconds pass; who is asked to come by does. */
  private void round(List<CpuTurn> turns) {
    pass(Duration.ofMillis(5));
    for (CpuTurn turn : turns) {
      turn.check();
      if (turn.state() == State.HELD && turn.askedFor(now.get() + 1) > 0) {
        turn.end();
        permits.request(turn);
      }
    }
  }

  private List<CpuTurn> requested(Share share, int count) {
    List<CpuTurn> turns =
        Stream.generate(() -> new CpuTurn(permits, share, new Interruption()))
            .limit(count)
            .toList();
    turns.forEach(permits::request);
    return turns;
  }

  private long askedOf(List<CpuTurn> turns) {
    return turns.stream().filter(turn -> turn.askedFor(now.get() + 1) > 0).count();
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
