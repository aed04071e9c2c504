package io.serpentarium.sandbox.linking;

import static io.serpentarium.sandbox.linking.LinkedGuests.SIDE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.MemoryRefusedException;
import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.engine.GuestThreads;
import io.serpentarium.sandbox.engine.HostFunction;
import io.serpentarium.sandbox.engine.Instance;
import io.serpentarium.sandbox.engine.InterruptionMode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a guest is answered, whatever it asks. */
@ExtendWith(GuestThreads.class)
final class LinkFunctionsIT {

  private static final int BASE = 0x30000;
  private static final int TEXT = 0x21000;
  private static final int ANSWER = 0x22000;
  private static final String STUB = "serpentarium-side " + SIDE + "\n";

  private final LinkedGuests guests = new LinkedGuests(InterruptionMode.usual());
  private final Instance instance = guests.instance();
  private final GuestMemory memory = instance.memory();
  private final Map<String, String> files = new HashMap<>(Map.of("/lib/side.so", STUB));
  private boolean interrupted;
  private final LinkFunctions functions =
      new LinkFunctions(this::read, done -> !interrupted && done.isDone());

  @BeforeEach
  void attach() {
    functions.attach(guests.linker(instance), memory);
  }

  @AfterEach
  void close() {
    guests.close();
  }

  @Test
  void opensPlacesAndFinds() {
    assertThat(open("/lib/side.so")).isZero();
    assertThat(memory.getInt(ANSWER)).isEqualTo(16);
    assertThat(memory.getInt(ANSWER + 4)).isEqualTo(16);
    assertThat(memory.getInt(ANSWER + 8)).isZero();
    assertThat(call("link_place", 0, BASE, ANSWER)).isZero();
    instance.call("start", memory.getInt(ANSWER));
    assertThat(memory.getInt(BASE + 4)).isEqualTo(BASE);
    instance.call("start", memory.getInt(ANSWER + 4));
    assertThat(memory.getInt(BASE + 8)).isEqualTo(1);
    assertThat(instance.call("call", symbol("listed"), 1)).isEqualTo(8);
    assertThat(open("/lib/side.so")).isZero();
    assertThat(memory.getInt(ANSWER + 8)).as("linked already").isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\0asm\1\0\0\0",
        "serpentarium-side ",
        "serpentarium-side ABAB",
        "serpentarium-side cafe\n"
      })
  void refusesWhatIsNoStub(String content) {
    files.put("/x.so", content);
    assertThat(open("/x.so")).isEqualTo(-1);
    assertThat(error()).isEqualTo("not an extension module that this interpreter can load");
  }

  @Test
  void refusesAStubThatGoesOn() {
    files.put("/x.so", STUB + "\n");
    assertThat(open("/x.so")).isEqualTo(-1);
  }

  @Test
  void refusesWhatIsNotThere() {
    assertThat(open("/missing.so")).isEqualTo(-1);
    assertThat(error()).isEqualTo("no /missing.so");
    files.put("/x.so", STUB.replace("abab", "efef"));
    assertThat(open("/x.so")).isEqualTo(-1);
    assertThat(error()).contains("not among those that may be loaded");
  }

  @Test
  void refusesAddressesOutsideOfTheMemory() {
    assertThat(call("link_open", -8, 12, ANSWER)).isEqualTo(-1);
    assertThat(error()).isEqualTo("an address outside of the memory");
    int length = text("/lib/side.so");
    assertThat(call("link_open", TEXT, length, (int) memory.size() - 8)).isEqualTo(-1);
    assertThat(call("link_open", TEXT, -1, ANSWER)).isEqualTo(-1);
    assertThat(open("/lib/side.so")).isZero();
    assertThat(call("link_place", 0, BASE, 4)).isEqualTo(-1);
    assertThat(call("link_place", 0, BASE, ANSWER)).isZero();
    assertThat(call("link_symbol", 0, 1 << 30, 4)).isZero();
    assertThat(call("link_error", -1, 100)).isZero();
  }

  @Test
  void namesWhatAModuleDoesNotHave() {
    open("/lib/side.so");
    call("link_place", 0, BASE, ANSWER);
    assertThat(symbol("PyInit_missing")).isZero();
    assertThat(error()).isEqualTo("the extension module has no PyInit_missing");
  }

  @Test
  void anErrorIsCutBetweenCharacters() {
    open("/äöü.so");
    assertThat(call("link_error", ANSWER, 6)).isEqualTo(6);
    assertThat(call("link_error", ANSWER, 7)).isEqualTo(6);
    byte[] cut = new byte[6];
    memory.read(ANSWER, cut, 0, 6);
    assertThat(new String(cut, UTF_8)).isEqualTo("no /ä");
  }

  @Test
  void isRefusedWhatNobodyPaysFor() {
    functions.attach(
        new SideLinker(
            guests.catalogue(),
            instance,
            bytes -> {
              throw new MemoryRefusedException(Use.GUEST, bytes, "none");
            }),
        memory);
    assertThat(open("/lib/side.so")).isZero();
    assertThat(call("link_place", 0, BASE, ANSWER)).isEqualTo(-1);
    assertThat(error()).isEqualTo("there is no room for the extension module");
    assertThat(instance.sides().tableSize()).isEqualTo(3);
  }

  @Test
  void anEngineThatLinksNothingSaysSo() {
    functions.attach(
        new SideLinker(
            SideCatalogue.refusing("the engine 'jni' loads no extension modules"),
            instance,
            bytes -> {}),
        memory);
    assertThat(open("/lib/side.so")).isEqualTo(-1);
    assertThat(error()).isEqualTo("the engine 'jni' loads no extension modules");
  }

  @Test
  void anInterruptEndsTheWaitForTheCompiler() throws Exception {
    CompletableFuture<Runnable> task = new CompletableFuture<>();
    try (SideCatalogue slow = guests.catalogueOf(work -> task.complete(work))) {
      functions.attach(new SideLinker(slow, instance, bytes -> {}), memory);
      interrupted = true;
      assertThat(open("/lib/side.so")).isEqualTo(-1);
      assertThat(error()).startsWith("interrupted");
      task.join().run();
      assertThat(open("/lib/side.so")).isZero();
    }
  }

  private byte[] read(String path, int most) throws LinkException {
    String content = files.get(path);
    if (content == null) {
      throw new LinkException("no " + path);
    }
    byte[] bytes = content.getBytes(UTF_8);
    return Arrays.copyOf(bytes, Math.min(most, bytes.length));
  }

  private int open(String path) {
    return call("link_open", TEXT, text(path), ANSWER);
  }

  private int symbol(String name) {
    return call("link_symbol", 0, TEXT, text(name));
  }

  private int text(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    memory.write(TEXT, bytes, 0, bytes.length);
    return bytes.length;
  }

  private String error() {
    int length = call("link_error", ANSWER, 1000);
    byte[] bytes = new byte[length];
    memory.read(ANSWER, bytes, 0, length);
    return new String(bytes, UTF_8);
  }

  private int call(String name, int... arguments) {
    HostFunction function =
        functions.functions().stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
    long[] unsigned = new long[arguments.length];
    for (int i = 0; i < unsigned.length; i++) {
      unsigned[i] = Integer.toUnsignedLong(arguments[i]);
    }
    return (int) function.body().call(unsigned);
  }
}
