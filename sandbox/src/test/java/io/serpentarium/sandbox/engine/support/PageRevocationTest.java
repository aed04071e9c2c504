package io.serpentarium.sandbox.engine.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PageRevocationTest {

  private static final long BASE = 1L << 32;

  private final List<String> changes = new ArrayList<>();
  private int errno;
  private final PageRevocation revocation = new PageRevocation(new Recording());

  private final class Recording implements MemoryProtection {

    @Override
    public int revoke(long address, long bytes) {
      changes.add("revoke %d %d".formatted(address, bytes));
      return errno;
    }

    @Override
    public int allow(long address, long bytes) {
      changes.add("allow %d %d".formatted(address, bytes));
      return errno;
    }
  }

  @Test
  void touchesNothingBeforeItCoversAMemory() {
    revocation.stop();
    revocation.restore();
    assertThat(changes).isEmpty();
  }

  @Test
  void takesThePollingPageAloneAndGivesItBackOnce() {
    revocation.cover(BASE);
    revocation.stop();
    revocation.stop();
    revocation.restore();
    revocation.restore();
    assertThat(changes)
        .containsExactly(
            "revoke 4294967296 65536", "revoke 4294967296 65536", "allow 4294967296 65536");
  }

  @Test
  void refusedStopIsGivenBackAsWell() {
    revocation.cover(BASE);
    errno = 12;
    revocation.stop();
    revocation.restore();
    assertThat(changes).hasSize(2);
  }

  @Test
  void refusesWhatIsNoMemorysBase() {
    assertThatThrownBy(() -> revocation.cover(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> revocation.cover(BASE + 8))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
