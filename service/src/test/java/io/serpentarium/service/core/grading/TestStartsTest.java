package io.serpentarium.service.core.grading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.SnapshotKey;
import io.serpentarium.service.core.execution.FinishedExecution;
import io.serpentarium.service.testing.Results;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TestStartsTest {

  private static final FinishedExecution LOADED = Results.finished(Results.completed(""));
  private static final Grading GRADING =
      new Grading(
          Grading.Submission.of("x"), Optional.empty(), List.of(), List.of(), false, Map.of());

  private final Counted template = new Counted();
  private final Counted left = new Counted();

  @Test
  void haveNoCopiesWithoutAStateThatTheProgramLeft() {
    for (Optional<Setup> setup :
        List.<Optional<Setup>>of(
            Optional.empty(), Optional.of(new Setup.Failed(LOADED, Judgement.PASSED)))) {
      try (TestStarts starts = starts(Optional.empty(), setup)) {
        assertThat(starts.copies()).isEmpty();
        assertThatThrownBy(starts::state).isInstanceOf(NoSuchElementException.class);
      }
    }
  }

  @Test
  void closeTheStateThatTheProgramLeft() {
    try (TestStarts starts = starts(Optional.empty(), Optional.of(new Setup.Ready(LOADED, left)))) {
      assertThat(starts.copies()).isPresent();
      assertThat(starts.state()).isSameAs(left);
      assertThat(left.open).isOne();
    }
    assertThat(left.open).isZero();
  }

  @Test
  void leaveTheTemplateToTheOtherGradings() {
    try (TestStarts starts = starts(Optional.of(template), Optional.empty())) {
      assertThat(starts.origin().state()).containsSame(template);
      assertThat(template.open).as("with a share of their own").isEqualTo(2);
    }
    assertThat(template.open).isOne();
  }

  private static TestStarts starts(Optional<Snapshot> template, Optional<Setup> setup) {
    return TestStarts.of(new Origin("own", template), GRADING, Limits.DEFAULT, setup, Map.of());
  }

  /** Counts who shares it; closing a share twice is as good as once. */
  private static final class Counted implements Snapshot {

    private int open = 1;

    @Override
    public Snapshot share() {
      open++;
      return new Share(this);
    }

    @Override
    public void close() {
      open = Math.max(0, open - 1);
    }

    @Override
    public long sizeBytes() {
      return 1;
    }

    @Override
    public Instant createdAt() {
      return Instant.EPOCH;
    }

    @Override
    public void export(OutputStream out) {}

    @Override
    public void export(OutputStream out, SnapshotKey key) {}
  }

  private static final class Share implements Snapshot {

    private final Counted whole;
    private boolean closed;

    Share(Counted whole) {
      this.whole = whole;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        whole.open--;
      }
    }

    @Override
    public Snapshot share() {
      return whole.share();
    }

    @Override
    public long sizeBytes() {
      return 1;
    }

    @Override
    public Instant createdAt() {
      return Instant.EPOCH;
    }

    @Override
    public void export(OutputStream out) {}

    @Override
    public void export(OutputStream out, SnapshotKey key) {}
  }
}
