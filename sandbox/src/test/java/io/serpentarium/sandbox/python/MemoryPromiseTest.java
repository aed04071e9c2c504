package io.serpentarium.sandbox.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.MemoryRefusedException;
import io.serpentarium.sandbox.memory.CountingAccount;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MemoryPromiseTest {

  private final CountingAccount account = new CountingAccount(1_000);

  @Test
  void acquiresAndReleasesTheDifference() {
    MemoryPromise promise = new MemoryPromise(account);
    promise.set(100);
    promise.raise(50);
    assertThat(account.held()).isEqualTo(100);
    promise.raise(150);
    promise.add(50);
    assertThat(account.held()).isEqualTo(200);
    promise.set(10);
    assertThat(account.held()).isEqualTo(10);
  }

  @Test
  void staysAsItWasWhereThereIsNoRoom() {
    MemoryPromise promise = new MemoryPromise(account);
    promise.set(900);
    assertThatThrownBy(() -> promise.add(200)).isInstanceOf(MemoryRefusedException.class);
    promise.add(100);
    assertThat(account.held()).isEqualTo(1_000);
  }

  @Test
  void canBeChangedWhileItsAccountAsksSomebody() {
    Asking asking = new Asking();
    MemoryPromise promise = new MemoryPromise(asking);
    promise.set(100);
    asking.meanwhile = () -> promise.set(40);
    promise.add(60);
    assertThat(account.held()).isEqualTo(100);
  }

  /** An account that has to ask, during which another thread changes the promise once. */
  private final class Asking implements MemoryAccount {

    private final AtomicBoolean asked = new AtomicBoolean();
    private Runnable meanwhile = () -> {};

    @Override
    public void acquire(Use use, long bytes) {
      account.acquire(use, bytes);
      if (bytes == 60 && asked.compareAndSet(false, true)) {
        CompletableFuture.runAsync(meanwhile).join();
      }
    }

    @Override
    public void release(Use use, long bytes) {
      account.release(use, bytes);
    }
  }
}
