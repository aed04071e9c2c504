package io.serpentarium.sandbox.wasm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Modules put together byte by byte: a type, a memory and functions without locals. */
final class PolledCodeTest {

  private static final String HEADER = "0061736d01000000";
  private static final String TYPE = "010401600000";
  private static final String MEMORY = "0503010001";
  private static final String POLL0 = "41002d00001a";
  private static final String POLL1 = "41002d00011a";
  private static final String POLL4095 = "41002d00ff1f1a";

  @Test
  void takesAFunctionAndALoopThatPoll() {
    assertPolled(POLL0 + "0340" + POLL1 + "0c000b");
    assertPolled(POLL4095);
  }

  @Test
  void takesTheSamePollInTwoFunctions() {
    assertThat(PolledCode.flaw(module(MEMORY, POLL0, POLL0))).isEmpty();
  }

  @Test
  void takesAModuleWithoutCode() {
    assertThat(PolledCode.flaw(HexFormat.of().parseHex(HEADER))).isEmpty();
  }

  /** Each is followed by a loop that polls, which shows that its end was found. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0240" + "0b",
        "4100" + "0440" + "05" + "0b",
        "4180808080781a",
        "42ffffffffffffffffff001a",
        "43030303031a",
        "4403030303030303031a",
        "41002802031a",
        "3f001a",
        "4303030303fc001a",
        "4100" + "41004100" + "1c017f1a",
        "0240" + "4100" + "0e02" + "000000" + "0b",
        "2300" + "2400",
        "1000" + "41001100" + "00",
        "4100c01a"
      })
  void passesOverInstructions(String code) {
    assertPolled(POLL0 + code + "0340" + POLL1 + "0b");
    assertFlaw(POLL0 + code + "0340" + "010b", "a loop does not begin with a poll");
  }

  /** As above, in a side module; in the main module it is refused. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "4100" + "0800",
        "00" + "0a",
        "0240" + "1f4001" + "0000" + "00" + "0b" + "0b",
        "0240" + "1f4004" + "000000" + "010100" + "0200" + "0300" + "0b" + "0b",
        "0340" + "41002d00021a" + "1f4001" + "0200" + "0b" + "0b"
      })
  void passesOverWhatSidesThrowAndCatch(String code) {
    PolledCode.SideCode side = new PolledCode.SideCode(0, -1, -1);
    byte[] good = module("", POLL0 + code + "0340" + POLL1 + "0b");
    assertThat(PolledCode.flaw(good, side)).isEmpty();
    assertThat(PolledCode.flaw(module("", POLL0 + code + "0340" + "010b"), side).orElseThrow())
        .contains("a loop does not begin with a poll");
    assertThat(PolledCode.flaw(module(MEMORY, POLL0 + code)).orElseThrow())
        .contains("an instruction is not known here");
    assertThat(PolledCode.flaw(module("", POLL0 + "1f40010400000b"), side).orElseThrow())
        .contains("a catch is not known here");
  }

  @ParameterizedTest
  @CsvSource({
    "01, a function does not begin with a poll",
    "41012d00001a, a function does not begin with a poll",
    "41002c00001a, a function does not begin with a poll",
    "41002d01001a, a function does not begin with a poll",
    "41002d0080201a, a function does not begin with a poll",
    "41002d000021, a function does not begin with a poll",
    "41002d00001a0340010b, a loop does not begin with a poll",
    "41002d00001a034041002d00001a0b, two polls are the same",
    "41002d00001a1200, an instruction is not known here",
    "41002d00001a130000, an instruction is not known here",
    "41002d00001a0640, an instruction is not known here",
    "41002d00001afc0b00, bulk memory or tables",
    "41002d00001afd0c, an instruction is not known here",
    "41002d00001afe0300, an instruction is not known here",
    "41002d00001a44, the module ends early",
    "41002d00001a41ffffffffffffffffffffff7f, a number is too long"
  })
  void refuses(String code, String flaw) {
    assertFlaw(code, flaw);
  }

  @Test
  void refusesAMemoryWithoutAPageToPoll() {
    assertThat(PolledCode.flaw(module("0503010000", POLL0)))
        .hasValue("its memory has no page to poll (function 0 of its code)");
    assertThat(PolledCode.flaw(module("05050200010001", POLL0))).isPresent();
    assertThat(PolledCode.flaw(module("0503010301", POLL0)))
        .hasValue("its memory is shared or of 64 bits (function 0 of its code)");
  }

  @Test
  void refusesWhatIsNoModule() {
    assertThat(PolledCode.flaw("(module)".getBytes(UTF_8)))
        .hasValue("it is no module in binary format (function 0 of its code)");
    assertThat(PolledCode.flaw(new byte[0]))
        .hasValue("the module ends early (function 0 of its code)");
  }

  @Test
  void noTruncationOfAModuleIsTakenForItOrEndsOtherwise() {
    byte[] whole = module(MEMORY, POLL0 + "0340" + POLL1 + "0c000b");
    for (int length = HEADER.length() / 2 + 1; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      boolean endsBehindASection = length == 14 || length == 19;
      assertThat(PolledCode.flaw(part).isEmpty())
          .as("%s bytes", length)
          .isEqualTo(endsBehindASection);
    }
  }

  private static void assertPolled(String code) {
    assertThat(PolledCode.flaw(module(MEMORY, code))).isEmpty();
  }

  private static void assertFlaw(String code, String flaw) {
    assertThat(PolledCode.flaw(module(MEMORY, code))).hasValue(flaw + " (function 1 of its code)");
  }

  private static byte[] module(String memory, String... functions) {
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    code.write(functions.length);
    for (String function : functions) {
      byte[] body = HexFormat.of().parseHex("00" + function + "0b");
      code.write(body.length);
      code.writeBytes(body);
    }
    ByteArrayOutputStream module = new ByteArrayOutputStream();
    module.writeBytes(HexFormat.of().parseHex(HEADER + TYPE + memory + "0a"));
    module.write(code.size());
    module.writeBytes(code.toByteArray());
    return module.toByteArray();
  }
}
