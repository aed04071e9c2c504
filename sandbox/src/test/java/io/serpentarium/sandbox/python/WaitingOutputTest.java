package io.serpentarium.sandbox.python;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.sandbox.OutputEvent.InputRequest;
import io.serpentarium.sandbox.OutputEvent.Stderr;
import io.serpentarium.sandbox.OutputEvent.Stdout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WaitingOutputTest {

  private static final int PIECE = WaitingOutput.PIECE;

  private final WaitingOutput waiting = new WaitingOutput();

  @Test
  void joinsWhatIsOfOneStreamUpToAPiece() {
    waiting.add(new Stdout("a".repeat(PIECE - 1)));
    waiting.add(new Stdout("b"));
    waiting.add(new Stdout("c"));
    assertThat(all()).containsExactly(new Stdout("a".repeat(PIECE - 1) + "b"), new Stdout("c"));
  }

  @Test
  void keepsTheOrderOfTheStreams() {
    waiting.add(new Stdout("a"));
    waiting.add(new Stderr("b"));
    waiting.add(new Stderr("c"));
    waiting.add(new InputRequest("p"));
    waiting.add(new Stdout("d"));
    assertThat(all())
        .containsExactly(new Stdout("a"), new Stderr("bc"), new InputRequest("p"), new Stdout("d"));
  }

  @Test
  void cutsWhatIsLongBetweenCharacters() {
    String snake = "🐍";
    waiting.add(new Stderr("x".repeat(PIECE - 1) + snake + "y"));
    assertThat(all()).containsExactly(new Stderr("x".repeat(PIECE - 1)), new Stderr(snake + "y"));
  }

  @Test
  void tinyEventsThatCannotBeJoinedCountForMoreThanTheirCharacters() {
    for (int i = 0; i < 1000; i++) {
      waiting.add(new Stdout("a"));
      waiting.add(new Stderr("b"));
    }
    assertThat(waiting.weight()).isGreaterThan(100_000);
  }

  @Test
  void whatWasTakenOrClearedCountsNoMore() {
    waiting.add(new Stdout("ab"));
    waiting.add(new Stdout("c"));
    waiting.poll();
    assertThat(waiting.weight()).isZero();
    waiting.add(new InputRequest("p"));
    waiting.clear();
    assertThat(waiting.weight()).isZero();
    assertThat(waiting.isEmpty()).isTrue();
    assertThat(waiting.poll()).isNull();
  }

  private List<OutputEvent> all() {
    List<OutputEvent> events = new ArrayList<>();
    while (!waiting.isEmpty()) {
      events.add(waiting.poll());
    }
    return events;
  }
}
