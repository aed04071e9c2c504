package io.serpentarium.service.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.Sharing;
import io.serpentarium.service.core.kernel.KernelEvent.Stdout;
import io.serpentarium.service.core.kernel.KernelRequest.Ask;
import io.serpentarium.service.core.tenancy.Tenant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

class KernelLogTest {

  private static final int LARGE = 100_000;

  private final Ledger ledger = Ledger.of(new Sharing(false), 1L << 30, 1L << 30);
  private final KernelLog log = new KernelLog(ledger.open(Tenant.LOCAL, Ledger.Owner.STREAM));

  @Test
  void tellsEveryReaderAllThatComesBehindWhatItKnows() {
    write("a");
    StepVerifier.create(log.after(0).map(KernelLogTest::text), 2)
        .expectNext("a")
        .then(() -> write("b"))
        .expectNext("b")
        .thenCancel()
        .verify();
    StepVerifier.create(log.after(1).map(KernelLogTest::text))
        .expectNext("b")
        .thenCancel()
        .verify();
    assertThat(log.newest()).isEqualTo(2);
  }

  @Test
  void keepsTheLastOfWhatNobodyHasRead() {
    for (int i = 0; i < 100; i++) {
      write("x".repeat(LARGE));
    }
    write("last");
    List<Long> kept = log.after(0).take(4).map(KernelLog.Entry::number).collectList().block();
    assertThat(kept).hasSize(4).doesNotContain(1L).isSorted();
    assertThat(held()).isBetween(KernelLog.BEHIND, KernelLog.ROOM + 2L * LARGE + 1000);
  }

  @Test
  void holdsTheWriterBackWhileAReaderIsFarBehind() {
    StepVerifier.Step<String> reader =
        StepVerifier.create(log.after(0).map(KernelLogTest::text), 0);
    CompletableFuture<?> writing =
        Flux.range(0, 20)
            .concatMap(i -> log.append(Asker.NOBODY, new Stdout("x".repeat(LARGE))))
            .then()
            .toFuture();
    assertThat(writing).isCompleted();
    reader
        .then(
            () -> {
              CompletableFuture<?> more =
                  Flux.range(0, 20)
                      .concatMap(i -> log.append(Asker.NOBODY, new Stdout("y".repeat(LARGE))))
                      .then()
                      .toFuture();
              assertThat(more).isNotDone();
            })
        .thenRequest(40)
        .thenConsumeWhile(text -> !text.startsWith("y"))
        .expectNextCount(1)
        .thenCancel()
        .verify();
    await().until(() -> log.readers() == 0);
  }

  @Test
  void countsWhatAnEndBringsWithIt() {
    JsonNode page = JsonNodeFactory.instance.stringNode("x".repeat(LARGE));
    append(new KernelEvent.Executed(1, Optional.empty(), List.of(page, page), Optional.of(page)));
    assertThat(held()).isGreaterThan(6L * LARGE);
    Ask question = new Ask(KernelRequest.Question.COMPLETE, "x".repeat(LARGE), 0, 0);
    append(new KernelEvent.Answered(question, GuestMessage.tree("{\"a\": [{}, {}]}")));
    assertThat(held()).isGreaterThan(8L * LARGE + 4 * 100);
  }

  @Test
  void tellsInFewWordsWhatThereIsNoRoomFor() {
    Ledger small = Ledger.of(new Sharing(false), LARGE, 0);
    KernelLog full = new KernelLog(small.open(Tenant.LOCAL, Ledger.Owner.STREAM));
    JsonNode large = JsonNodeFactory.instance.stringNode("x");
    StepVerifier.create(
            full.append(
                Asker.NOBODY,
                new KernelEvent.Display(
                    new KernelEvent.Bundle(large, large, LARGE), Optional.empty(), false)))
        .verifyComplete();
    StepVerifier.create(full.after(0).map(KernelLogTest::text))
        .expectNext(KernelEvent.LEFT_OUT)
        .thenCancel()
        .verify();
    assertThat(small.held(Ledger.Space.HEAP)).isBetween(1L, 1000L);
  }

  private void append(KernelEvent event) {
    StepVerifier.create(log.append(Asker.NOBODY, event)).verifyComplete();
  }

  @Test
  void endsForAllAndHoldsNothingOnceItIsClosed() {
    write("a");
    StepVerifier.create(log.after(0)).expectNextCount(1).then(log::close).verifyComplete();
    assertThat(held()).isZero();
    write("late");
    assertThat(held()).isZero();
    StepVerifier.create(log.after(0)).verifyComplete();
  }

  private long held() {
    return ledger.held(Ledger.Space.HEAP);
  }

  private void write(String text) {
    StepVerifier.create(log.append(Asker.NOBODY, new Stdout(text))).verifyComplete();
  }

  private static String text(KernelLog.Entry entry) {
    return switch (entry.event()) {
      case Stdout(String text) -> text;
      case KernelEvent.Stderr(String text) -> text;
      default -> throw new AssertionError(entry);
    };
  }
}
