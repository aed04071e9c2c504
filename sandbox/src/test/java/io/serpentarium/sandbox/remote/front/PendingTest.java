package io.serpentarium.sandbox.remote.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PendingTest {

  private final Pending<String> pending = new Pending<>();

  @Test
  void givesOthersWhatOneMakes() {
    CompletableFuture<String> other = CompletableFuture.supplyAsync(pending::await);
    assertThat(pending.isUnderWay()).isTrue();
    assertThat(pending.isThere()).isFalse();
    assertThat(pending.make(() -> "made")).isEqualTo("made");
    assertThat(other.join()).isEqualTo("made");
    assertThat(pending.isThere()).isTrue();
    assertThat(pending.now()).isEqualTo("made");
  }

  @Test
  void throwsToOthersWhatItsMakerThrows() {
    CompletableFuture<String> other = CompletableFuture.supplyAsync(pending::await);
    IllegalArgumentException failure = new IllegalArgumentException("no");
    assertThatThrownBy(
            () ->
                pending.make(
                    () -> {
                      throw failure;
                    }))
        .isSameAs(failure);
    assertThatThrownBy(other::join).isInstanceOf(CompletionException.class).hasCause(failure);
    assertThatThrownBy(pending::await).isSameAs(failure);
    assertThat(pending.isUnderWay()).isFalse();
    assertThat(pending.isThere()).isFalse();
  }

  @Test
  void runsActionsOnceTheValueIsThere() {
    List<String> seen = new ArrayList<>();
    pending.whenThere(seen::add);
    assertThat(seen).isEmpty();
    var _ = pending.make(() -> "made");
    pending.whenThere(seen::add);
    assertThat(seen).containsExactly("made", "made");
  }
}
