package io.serpentarium.sandbox.linking;

import static io.serpentarium.sandbox.linking.LinkedGuests.OTHER;
import static io.serpentarium.sandbox.linking.LinkedGuests.SIDE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.engine.GuestThreads;
import io.serpentarium.sandbox.engine.Instance;
import io.serpentarium.sandbox.engine.InterruptionMode;
import io.serpentarium.sandbox.engine.Trap;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(GuestThreads.class)
final class SideLinkerIT {

  private static final int BASE = 0x30000;

  private final LinkedGuests guests = new LinkedGuests(InterruptionMode.usual());
  private final Instance instance = guests.instance();
  private final SideLinker linker = guests.linker(instance);

  @AfterEach
  void close() {
    guests.close();
  }

  @Test
  void linksAModuleWithDataFunctionsAndTheHost() throws LinkException {
    int handle = open(SIDE);
    assertThat(linker.needOf(handle).memoryBytes()).isEqualTo(16);
    assertThat(linker.isLinked(handle)).isFalse();
    start(linker.place(handle, BASE));
    assertThat(linker.isLinked(handle)).isTrue();

    assertThat(instance.memory().getInt(BASE)).as("data").isEqualTo(7);
    assertThat(instance.memory().getInt(BASE + 4)).as("a relocation").isEqualTo(BASE);
    assertThat(instance.memory().getInt(BASE + 8)).as("a constructor's work").isEqualTo(1);
    assertThat(linker.symbol(handle, "count")).isEqualTo(BASE + 8);
    assertThat(call("listed", 1)).as("its start has run").isEqualTo(8);
    assertThat(call("unlisted", 5)).as("a function of main").isEqualTo(15);
    assertThat(call("slots", 9)).as("data of main").isEqualTo(42);
    assertThat(call("told", 3)).as("a function of the host").isEqualTo(4);
    assertThat(guests.told).containsExactly(3L);
    assertThat(call("push", 16)).as("the stack of main").isEqualTo(131_072 - 16);
  }

  @Test
  void functionsHaveTheSameSlotForEverybody() throws LinkException {
    int first = linked(SIDE, BASE);
    int second = linked(OTHER, BASE + 0x100);
    assertThat(slot(first, "slots", 0)).as("main has it in its table").isEqualTo(1);
    assertThat(slot(first, "slots", 1)).isEqualTo(slot(second, "slots", 1));
    assertThat(instance.call("call", slot(first, "slots", 1), 7)).isEqualTo(21);
    assertThat(slot(first, "slots", 2)).isEqualTo(linker.symbol(first, "listed"));
    assertThat(slot(first, "slots", 3)).isEqualTo(linker.symbol(first, "unlisted"));
    assertThat(slot(second, "slots", 2)).isNotEqualTo(slot(first, "slots", 2));
  }

  @Test
  void aSymbolKeepsItsSlotAndWhatIsNotThereHasNone() throws LinkException {
    int handle = linked(SIDE, BASE);
    int slot = linker.symbol(handle, "told");
    int size = instance.sides().tableSize();
    assertThat(linker.symbol(handle, "told")).isEqualTo(slot);
    assertThat(instance.sides().tableSize()).isEqualTo(size);
    assertThat(linker.symbol(handle, "missing")).isZero();
  }

  @Test
  void aModuleIsLinkedOnceAndPaidFor() throws LinkException {
    int handle = linked(SIDE, BASE);
    assertThat(open(SIDE)).isEqualTo(handle);
    assertThat(guests.paid).isEqualTo(linker.nativeBytes()).isPositive();
    assertThatThrownBy(() -> linker.place(handle, BASE))
        .isInstanceOf(LinkException.class)
        .hasMessageContaining("already");
  }

  /** Below 64 KiB is what guests poll, of which the engine may take the first page away. */
  @ParameterizedTest
  @CsvSource({"0", "65520", "196609", "262136", "-16"})
  void refusesMemoryThatDoesNotDo(int base) throws LinkException {
    int handle = open(SIDE);
    assertThatThrownBy(() -> linker.place(handle, base)).isInstanceOf(LinkException.class);
    assertThat(linker.isLinked(handle)).isFalse();
    assertThat(instance.sides().tableSize()).isEqualTo(3);
    linker.place(handle, BASE);
  }

  @Test
  void refusesHandlesThatDoNotExistAndSymbolsBeforeItIsLinked() throws LinkException {
    assertThatThrownBy(() -> linker.place(0, BASE)).isInstanceOf(LinkException.class);
    assertThatThrownBy(() -> linker.symbol(-1, "told")).isInstanceOf(LinkException.class);
    int handle = open(SIDE);
    assertThatThrownBy(() -> linker.symbol(handle, "told")).isInstanceOf(LinkException.class);
  }

  @Test
  void refusesWhatIsNotInTheCatalogue() {
    assertThatThrownBy(() -> linker.find("ef".repeat(32)))
        .isInstanceOf(LinkException.class)
        .hasMessageContaining("not among those");
  }

  @Test
  void aLogGivesAnotherInstanceTheSameTable() throws Exception {
    int first = linked(SIDE, BASE);
    int told = linker.symbol(first, "told");
    int second = linked(OTHER, BASE + 0x100);
    int counted = linker.symbol(second, "counted");
    LinkLog log = throughBytes(linker.log());

    Instance other = guests.instance();
    SideLinker replayed = guests.linker(other);
    replayed.replay(log);

    assertThat(replayed.isAt(linker.log())).isTrue();
    assertThat(replayed.log()).isEqualTo(linker.log());
    assertThat(replayed.symbol(first, "told")).isEqualTo(told);
    assertThat(other.call("call", told, 1)).isEqualTo(2);
    assertThat(other.call("call", counted, 5)).as("no constructor has run").isEqualTo(5);
    assertThat(replayed.nativeBytes()).isEqualTo(linker.nativeBytes());
  }

  @Test
  void aLogThatMakesNoSenseIsRefused() throws LinkException {
    linked(SIDE, BASE);
    LinkLog log = linker.log();
    assertThatThrownBy(
            () ->
                guests
                    .linker(guests.instance())
                    .replay(new LinkLog(log.events(), log.tableSize() + 1)))
        .isInstanceOf(LinkException.class);
    assertThatThrownBy(
            () ->
                guests
                    .linker(guests.instance())
                    .replay(new LinkLog(log.events().reversed(), log.tableSize())))
        .isInstanceOf(LinkException.class);
  }

  @Test
  void aSideCatchesWhatItThrows() throws LinkException {
    linked(SIDE, BASE);
    assertThat(call("risk", 5)).isEqualTo(105);
    assertThat(call("again", 7)).as("thrown anew with its reference").isEqualTo(7);
  }

  @Test
  void aSideThatDoesNotCatchEndsTheInstance() throws LinkException {
    int slot = linker.symbol(linked(SIDE, BASE), "lose");
    assertThatThrownBy(() -> instance.call("call", slot, 3))
        .isInstanceOfSatisfying(
            Trap.class, trap -> assertThat(trap.kind()).isEqualTo(Trap.Kind.OTHER));
  }

  @ParameterizedTest
  @CsvSource({"POLL, spin", "EPOCH, spin", "POLL, retry", "EPOCH, retry"})
  void aLoopOfASideIsEndedByItsDeadline(InterruptionMode mode, String loop) throws Exception {
    try (LinkedGuests others = new LinkedGuests(mode)) {
      Instance spinning = others.instance();
      SideLinker links = others.linker(spinning);
      int handle = links.open(SIDE, links.find(SIDE));
      links.place(handle, BASE);
      int slot = links.symbol(handle, loop);
      spinning.setDeadline(Duration.ofMillis(50));
      assertThatThrownBy(() -> spinning.call("call", slot, 0))
          .isInstanceOfSatisfying(
              Trap.class, trap -> assertThat(trap.kind()).isEqualTo(Trap.Kind.DEADLINE));
    }
  }

  @Test
  void aLoopOfASideIsKilled() throws Exception {
    int handle = linked(SIDE, BASE);
    int slot = linker.symbol(handle, "spin");
    CompletableFuture<Trap> trap = new CompletableFuture<>();
    GuestThreads.newThread()
        .execute(
            () -> {
              try {
                instance.call("call", slot, 0);
              } catch (Trap e) {
                trap.complete(e);
              }
            });
    instance.kill();
    assertThat(trap.join().kind()).isEqualTo(Trap.Kind.KILLED);
  }

  @Test
  void aTrapOfASideEndsTheInstance() throws LinkException {
    int slot = linker.symbol(linked(SIDE, BASE), "fail");
    assertThatThrownBy(() -> instance.call("call", slot, 0))
        .isInstanceOfSatisfying(
            Trap.class, trap -> assertThat(trap.kind()).isEqualTo(Trap.Kind.UNREACHABLE));
  }

  private int open(String sha256) throws LinkException {
    return linker.open(sha256, linker.find(sha256));
  }

  private int linked(String sha256, int base) throws LinkException {
    int handle = open(sha256);
    linker.place(handle, base);
    return handle;
  }

  private void start(Starters starters) {
    instance.call("start", starters.relocations());
    instance.call("start", starters.constructors());
  }

  private int call(String export, int argument) throws LinkException {
    return slot(0, export, argument);
  }

  private int slot(int handle, String export, int argument) throws LinkException {
    return instance.call("call", linker.symbol(handle, export), argument);
  }

  private static LinkLog throughBytes(LinkLog log) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    LinkLogCodec.write(log, new DataOutputStream(bytes));
    return LinkLogCodec.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
  }
}
