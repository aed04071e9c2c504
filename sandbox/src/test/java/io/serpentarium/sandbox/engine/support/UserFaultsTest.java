package io.serpentarium.sandbox.engine.support;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.serpentarium.sandbox.libc.CFunctions;
import io.serpentarium.sandbox.memory.Mapping;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Threads that read a page in native code, as guests do. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
final class UserFaultsTest {

  private final Mapping mapping =
      Objects.requireNonNull(Mapping.create(16 * UserFaults.PAGE_BYTES), "no memory");
  private final MethodHandle length =
      CFunctions.get("strnlen", FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG));
  private UserFaults faults;

  @BeforeEach
  void open() {
    assumeTrue(UserFaults.available(), "no userfaultfd for this process");
    faults = UserFaults.open().orElseThrow();
    mapping.segment().fill((byte) 1);
  }

  @AfterEach
  void close() {
    if (faults != null) {
      faults.close();
    }
    mapping.close();
  }

  @Test
  void threadStandsStillUntilItIsReleased() {
    CompletableFuture<Void> held = new CompletableFuture<>();
    UserFaults.Page page = page(() -> held.complete(null));
    assertThat(page.arm()).isTrue();
    assertThat(page.arm()).isTrue();
    CompletableFuture<Long> reading = CompletableFuture.supplyAsync(this::read);
    held.join();
    page.disarm();
    assertThat(reading).isNotDone();
    page.release();
    assertThat(reading.join()).isZero();
    assertThat(read()).isZero();
  }

  @Test
  void pageThatIsDisarmedHoldsNobody() {
    AtomicInteger told = new AtomicInteger();
    UserFaults.Page page = page(told::incrementAndGet);
    assertThat(page.arm()).isTrue();
    page.disarm();
    assertThat(read()).isZero();
    page.release();
    assertThat(told).hasValue(0);
  }

  @Test
  void pageHoldsAgainAndAgain() {
    AtomicInteger told = new AtomicInteger();
    UserFaults.Page[] page = new UserFaults.Page[1];
    page[0] =
        page(
            () -> {
              told.incrementAndGet();
              page[0].release();
            });
    for (int round = 1; round <= 200; round++) {
      assertThat(page[0].arm()).isTrue();
      assertThat(read()).isZero();
      assertThat(told).hasValue(round);
    }
  }

  @Test
  void closeLetsEverybodyPass() {
    CompletableFuture<Void> held = new CompletableFuture<>();
    UserFaults closed = UserFaults.open().orElseThrow();
    UserFaults.Page page = closed.new Page(mapping.segment().address(), () -> held.complete(null));
    assertThat(page.arm()).isTrue();
    CompletableFuture<Long> reading = CompletableFuture.supplyAsync(this::read);
    held.join();
    closed.close();
    assertThat(reading.join()).isZero();
    assertThat(page.arm()).isTrue();
    page.release();
    assertThat(page.arm()).isFalse();
  }

  private UserFaults.Page page(Runnable onHeld) {
    return faults.new Page(mapping.segment().address(), onHeld);
  }

  private long read() {
    try {
      return (long) length.invokeExact(MemorySegment.ofAddress(mapping.segment().address()), 8L);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
