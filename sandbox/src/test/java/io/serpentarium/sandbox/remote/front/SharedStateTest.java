package io.serpentarium.sandbox.remote.front;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serpentarium.sandbox.CpuAccount;
import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.SnapshotException;
import io.serpentarium.sandbox.memory.NativeHeap;
import io.serpentarium.sandbox.remote.front.ScriptedWorker.Asked;
import io.serpentarium.sandbox.remote.wire.Failures;
import io.serpentarium.sandbox.remote.wire.FrameReader;
import io.serpentarium.sandbox.remote.wire.FrameWriter;
import io.serpentarium.sandbox.remote.wire.Link;
import io.serpentarium.sandbox.remote.wire.Operation;
import io.serpentarium.sandbox.remote.wire.Results;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The state in workers that take their time, during which nobody else may have to wait. */
@Timeout(60)
class SharedStateTest {

  private static final byte[] EXPORTED = "exported".getBytes(UTF_8);

  private final ScriptedWorker first = new ScriptedWorker();
  private final ScriptedWorker second = new ScriptedWorker();
  private final NativeHeap heap = new NativeHeap();
  private final AtomicInteger needed = new AtomicInteger();
  private final SharedState.Hosts hosts =
      new SharedState.Hosts() {
        @Override
        public boolean stay() {
          return true;
        }

        @Override
        public void occupied(WorkerProcess worker, int count) {
          needed.addAndGet(count);
        }

        @Override
        public void vacated(WorkerProcess worker, int count) {
          needed.addAndGet(-count);
        }
      };

  @AfterEach
  void closeAll() {
    first.close();
    second.close();
    assertThat(heap.usedBytes()).isZero();
    heap.close();
  }

  @Test
  void isFreeForOthersDuringAnExport() throws Exception {
    SharedState state = taken(first);
    CompletableFuture<byte[]> exported = export(state);
    Asked export = first.next();
    assertThat(export.operation()).isEqualTo(Operation.EXPORT);
    assertThat(state.retain()).isTrue();
    state.release();
    assertThat(state.in(first.process())).as("it is there").isEqualTo(7);
    answerExport(first, export);
    assertThat(exported.join()).isEqualTo(EXPORTED);
    state.release();
    assertThat(needed).hasValue(0);
  }

  @Test
  void isBroughtToAWorkerOnceHoweverManyWantItThere() throws Exception {
    SharedState state = taken(first);
    CompletableFuture<Long> one = in(state, second);
    Asked export = first.next();
    CompletableFuture<Long> other = in(state, second);
    assertThat(state.in(first.process())).as("nobody waits for another worker").isEqualTo(7);
    answerExport(first, export);
    answerImport(second.next());
    assertThat(one.join()).isEqualTo(9);
    assertThat(other.join()).isEqualTo(9);
    assertThat(needed).hasValue(2);
    state.release();
    assertThat(needed).hasValue(0);
    await().untilAsserted(() -> assertThat(second.told()).contains(Operation.CLOSE_SNAPSHOT));
  }

  @Test
  void canBeBroughtAgainWhereItFailed() throws Exception {
    SharedState state = taken(first);
    CompletableFuture<Long> failing = in(state, second);
    first.next().answer().refuse(new SnapshotException(SnapshotException.Reason.UNUSABLE, "no"));
    assertThatThrownBy(failing::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(SnapshotException.class);
    CompletableFuture<Long> again = in(state, second);
    answerExport(first, first.next());
    answerImport(second.next());
    assertThat(again.join()).isEqualTo(9);
    state.release();
  }

  @Test
  void isKeptHereWhilePreparedThoughItsWorkersEnd() throws Exception {
    SharedState state = taken(first);
    CompletableFuture<Long> preparing =
        CompletableFuture.supplyAsync(() -> state.prepare(3, MemoryAccount.unlimited()));
    answerExport(first, first.next());
    Asked prepare = first.next();
    assertThat(prepare.operation()).isEqualTo(Operation.PREPARE);
    prepare.answer().give(out -> out.number(5L));
    long which = preparing.join();
    first.process().stop("a test");
    assertThat(export(state).join()).isEqualTo(EXPORTED);
    assertThat(needed).as("the worker that ended").hasValue(0);
    state.unprepare(which - 1);
    assertThat(export(state).join()).as("something else was prepared").isEqualTo(EXPORTED);
    state.unprepare(which);
    assertThatThrownBy(() -> export(state).join()).hasCauseInstanceOf(SnapshotException.class);
    state.release();
  }

  @Test
  void closesAPreparationThatIsMadeTooLate() throws Exception {
    SharedState state = taken(first);
    CompletableFuture<Long> preparing =
        CompletableFuture.supplyAsync(() -> state.prepare(3, MemoryAccount.unlimited()));
    answerExport(first, first.next());
    Asked prepare = first.next();
    state.unprepare(1);
    assertThat(first.told()).doesNotContain(Operation.CLOSE_PREPARATION);
    prepare.answer().give(out -> out.number(5L));
    assertThat(preparing.join()).isOne();
    await().untilAsserted(() -> assertThat(first.told()).contains(Operation.CLOSE_PREPARATION));
    state.release();
  }

  /** Returns a state that a worker has taken, and knows by the number 7. */
  private SharedState taken(ScriptedWorker worker) throws InterruptedException {
    CompletableFuture<SharedState> made =
        CompletableFuture.supplyAsync(
            () ->
                worker
                    .process()
                    .call(
                        Operation.SNAPSHOT,
                        Link.USUAL_ANSWER_BYTES,
                        out -> {},
                        in -> state(worker, in)));
    worker.next().answer().give(out -> describe(out, 7));
    return made.join();
  }

  private SharedState state(ScriptedWorker worker, FrameReader in) {
    long account = worker.process().openAccount(MemoryAccount.unlimited(), CpuAccount.unlimited());
    return new SharedState(hosts, heap, MemoryAccount.unlimited(), worker.process(), account, in);
  }

  private static void describe(FrameWriter out, long id) {
    Results.write(out.number(id).number(100L), Instant.EPOCH);
  }

  private static CompletableFuture<Long> in(SharedState state, ScriptedWorker worker) {
    return CompletableFuture.supplyAsync(() -> state.in(worker.process()));
  }

  private static CompletableFuture<byte[]> export(SharedState state) {
    return CompletableFuture.supplyAsync(
        () -> {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          export(state, bytes);
          return bytes.toByteArray();
        });
  }

  private static void export(SharedState state, OutputStream out) {
    try {
      state.export(out, Optional.empty());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void answerExport(ScriptedWorker worker, Asked export) {
    export.content().wide();
    export.content().optional(FrameReader::array);
    long sink = export.content().wide();
    worker
        .link()
        .ask(
            Operation.PUSH,
            Link.USUAL_ANSWER_BYTES,
            Failures::readAny,
            out -> out.number(sink).bytes(EXPORTED))
        .join();
    export.answer().give(out -> {});
  }

  private static void answerImport(Asked asked) {
    assertThat(asked.operation()).isEqualTo(Operation.IMPORT);
    asked.answer().give(out -> describe(out, 9));
  }
}
