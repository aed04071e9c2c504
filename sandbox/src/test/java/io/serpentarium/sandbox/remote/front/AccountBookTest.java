package io.serpentarium.sandbox.remote.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.CpuAccount;
import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.remote.wire.ProtocolException;
import org.junit.jupiter.api.Test;

/** A worker may say anything about what it holds. */
class AccountBookTest {

  private final AccountBook book = new AccountBook();
  private long held;

  private final MemoryAccount account =
      new MemoryAccount() {
        @Override
        public void acquire(Use use, long bytes) {
          held += bytes;
        }

        @Override
        public void release(Use use, long bytes) {
          held -= bytes;
        }
      };

  @Test
  void releasesNoMoreThanWasAcquired() {
    long id = book.open(account, CpuAccount.unlimited());
    book.acquire(id, Use.GUEST, 100);
    assertThatThrownBy(() -> book.release(id, Use.GUEST, 101))
        .isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> book.release(id, Use.FILES, 1)).isInstanceOf(ProtocolException.class);
    assertThat(held).isEqualTo(100);
  }

  @Test
  void knowsNoAccountThatWasNotOpened() {
    assertThatThrownBy(() -> book.acquire(7, Use.GUEST, 1)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void keepsAnAccountUntilAllIsReleased() {
    long id = book.open(account, CpuAccount.unlimited());
    book.acquire(id, Use.GUEST, 100);
    book.close(id);
    book.release(id, Use.GUEST, 100);
    assertThat(held).isZero();
    assertThatThrownBy(() -> book.acquire(id, Use.GUEST, 1)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void releasesAllWhenTheWorkerEnds() {
    long id = book.open(account, CpuAccount.unlimited());
    book.acquire(id, Use.GUEST, 100);
    book.acquire(id, Use.SNAPSHOT, 10);
    book.end();
    assertThat(held).isZero();
    book.release(id, Use.GUEST, 100);
    assertThat(held).isZero();
  }
}
