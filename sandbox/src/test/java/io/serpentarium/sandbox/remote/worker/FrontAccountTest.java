package io.serpentarium.sandbox.remote.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.MemoryRefusedException;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.remote.wire.FrameReader;
import io.serpentarium.sandbox.remote.wire.Link;
import io.serpentarium.sandbox.remote.wire.Operation;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.lang.reflect.Proxy;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An account in a worker, whose front answers by hand. */
@Timeout(60)
class FrontAccountTest {

  private static final long CREDIT = 1 << 20;

  private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();

  /** Bytes that the front has been asked for, less those that were released. */
  private final AtomicLong held = new AtomicLong();

  private Link front;
  private Link worker;
  private FrontAccount account;

  private record Asked(long bytes, Link.Answer answer, AtomicLong held) {

    void grant() {
      held.addAndGet(bytes);
      answer.give(out -> {});
    }

    void refuse() {
      answer.refuse(new MemoryRefusedException(Use.GUEST, bytes, "no room"));
    }
  }

  @BeforeEach
  void connect() throws IOException {
    PipedOutputStream toFront = new PipedOutputStream();
    PipedOutputStream toWorker = new PipedOutputStream();
    front = new Link(new PipedInputStream(toFront), toWorker, new Front(), false);
    Worker served = new Worker(noSandbox(), new PipedInputStream(toWorker), toFront);
    worker = served.link();
    front.start("front");
    worker.start("worker");
    account = new FrontAccount(served, 1);
  }

  private static Sandbox noSandbox() {
    return (Sandbox)
        Proxy.newProxyInstance(
            Sandbox.class.getClassLoader(),
            new Class<?>[] {Sandbox.class},
            (proxy, method, arguments) -> {
              throw new UnsupportedOperationException(method.getName());
            });
  }

  @AfterEach
  void disconnect() {
    worker.close();
    front.close();
  }

  @Test
  void canBeUsedByOthersWhileTheFrontIsAsked() throws InterruptedException {
    CompletableFuture<Void> one = acquiring(Use.FILES, 100);
    asked.take().grant();
    one.join();
    CompletableFuture<Void> asking = acquiring(Use.GUEST, 10);
    Asked open = asked.take();
    account.acquire(Use.FILES, 50);
    account.release(Use.FILES, 150);
    account.settle();
    open.grant();
    asking.join();
    account.release(Use.GUEST, 10);
    account.close();
    await().untilAsserted(() -> assertThat(held).hasValue(0));
  }

  @Test
  void asksAMebibyteAhead() throws InterruptedException {
    CompletableFuture<Void> one = acquiring(Use.GUEST, 10);
    Asked first = asked.take();
    assertThat(first.bytes()).isEqualTo(10 + CREDIT);
    first.grant();
    one.join();
    account.acquire(Use.GUEST, CREDIT);
    assertThat(asked).isEmpty();
  }

  @Test
  void asksForWhatIsNeededOnlyBeforeItIsRefused() throws InterruptedException {
    CompletableFuture<Void> one = acquiring(Use.GUEST, 10);
    asked.take().refuse();
    Asked exact = asked.take();
    assertThat(exact.bytes()).isEqualTo(10);
    exact.refuse();
    assertThatThrownBy(one::join).hasCauseInstanceOf(MemoryRefusedException.class);
    CompletableFuture<Void> again = acquiring(Use.GUEST, 10);
    asked.take().grant();
    again.join();
  }

  @Test
  void givesBackWhatItTookOfTheCreditWhereTheRestIsRefused() throws InterruptedException {
    CompletableFuture<Void> one = acquiring(Use.GUEST, 10);
    asked.take().grant();
    one.join();
    CompletableFuture<Void> much = acquiring(Use.GUEST, 3 * CREDIT);
    asked.take().refuse();
    asked.take().refuse();
    assertThatThrownBy(much::join).hasCauseInstanceOf(MemoryRefusedException.class);
    account.close();
    await().untilAsserted(() -> assertThat(held).hasValue(10));
  }

  @Test
  void keepsNoCreditOnceItIsClosed() throws InterruptedException {
    account.close();
    CompletableFuture<Void> one = acquiring(Use.GUEST, 10);
    Asked exact = asked.take();
    assertThat(exact.bytes()).isEqualTo(10);
    exact.grant();
    one.join();
    account.release(Use.GUEST, 4);
    await().untilAsserted(() -> assertThat(held).hasValue(6));
  }

  private CompletableFuture<Void> acquiring(Use use, long bytes) {
    return CompletableFuture.runAsync(() -> account.acquire(use, bytes));
  }

  private final class Front implements Link.Peer {

    @Override
    public void told(Operation operation, FrameReader content) {
      content.wide();
      content.constant(Use.class);
      held.addAndGet(-content.size());
    }

    @Override
    public void asked(Operation operation, FrameReader content, Link.Answer answer) {
      content.wide();
      content.constant(Use.class);
      long bytes = content.size();
      asked.add(new Asked(bytes, answer, held));
    }

    @Override
    public void ended(String reason) {}
  }
}
