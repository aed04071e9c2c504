package io.serpentarium.service.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What each adapter of {@link OtherNodes} does for a node that no other has joined. */
public interface OtherNodesContract {

  OtherNodes others();

  @Test
  default void countsNothingOfItsOwn() {
    assertThat(told(Quota.EXECUTIONS, 3)).isZero();
    assertThat(told(Quota.EXECUTIONS, 5)).isZero();
    assertThat(told(Quota.STORAGE, 1L << 40)).isZero();
    assertThat(told(Quota.EXECUTIONS, 0)).isZero();
  }

  private long told(Quota quota, long here) {
    return others().tell(quota, "alice", here).toCompletableFuture().join();
  }
}
