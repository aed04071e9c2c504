package io.serpentarium.service.core.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ReservationTest {

  private final List<String> done = new ArrayList<>();
  private final Reservation reservation = new Reservation();

  @Test
  void releasesInReverseAndOnce() {
    reservation.with(() -> done.add("+a"), () -> done.add("-a"));
    reservation.with(() -> done.add("+b"), () -> done.add("-b"));
    reservation.close();
    reservation.close();
    assertThat(done).containsExactly("+a", "+b", "-b", "-a");
  }

  @Test
  void releasesNothingOfWhatCouldNotBeAcquired() {
    reservation.with(() -> done.add("+a"), () -> done.add("-a"));
    assertThatThrownBy(() -> reservation.with(this::fail, () -> done.add("-b"))).hasMessage("full");
    reservation.close();
    assertThat(done).containsExactly("+a", "-a");
  }

  @Test
  void releasesAllWhateverOneReleaseThrows() {
    reservation.with(() -> {}, () -> done.add("-a"));
    reservation.with(() -> {}, this::fail);
    reservation.with(() -> {}, () -> done.add("-c"));
    reservation.with(() -> {}, this::fail);
    assertThatThrownBy(reservation::close)
        .hasMessage("full")
        .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
    assertThat(done).containsExactly("-c", "-a");
  }

  @Test
  void acquiresNothingOnceItIsClosed() {
    reservation.close();
    assertThatThrownBy(() -> reservation.with(() -> done.add("+a"), () -> {}))
        .isInstanceOf(IllegalStateException.class);
    assertThat(done).isEmpty();
  }

  @Test
  @Timeout(60)
  void releasesWhatWasAcquiredWhileItWasClosed() {
    reservation.with(() -> done.add("+a"), () -> done.add("-a"));
    assertThatThrownBy(
            () ->
                reservation.with(
                    () -> CompletableFuture.runAsync(reservation::close).join(),
                    () -> done.add("-b")))
        .isInstanceOf(IllegalStateException.class);
    assertThat(done).containsExactly("+a", "-a", "-b");
  }

  private void fail() {
    throw new IllegalArgumentException("full");
  }
}
