package io.serpentarium.sandbox.linking;

import static io.serpentarium.sandbox.linking.LinkedGuests.text;
import static io.serpentarium.sandbox.linking.LinkedGuests.wasm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Modules that differ from a good one in one place. */
final class SideVerifierIT {

  private static final int ROUNDS = 20_000;

  private final MainModule main = LinkedGuests.mainModule();

  @Test
  void takesAGoodModule() throws LinkException {
    SideImage image = SideVerifier.verify(wasm("side"), main);
    assertThat(image.dylink().memoryAlignment()).isEqualTo(16);
    assertThat(image.dylink().tableSlots()).isEqualTo(2);
    assertThat(image.dylink().tableAlignment()).isEqualTo(2);
    assertThat(image.bindings()).hasSize(13);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "@custom \"dylink.0\" | @custom \"dylink.1\" | no section dylink.0",
        "(before first) | (after code) | does not come first",
        "\\01\\04\\10\\04\\02\\01 | \\01\\07\\ff\\ff\\ff\\7f\\04\\02\\01 | too much memory",
        "\\01\\04\\10\\04\\02\\01 | \\01\\06\\10\\04\\ff\\ff\\7f\\01 | too many slots",
        "\\01\\04\\10\\04\\02\\01 | \\01\\04\\10\\1f\\02\\01 | an alignment of 2^31",
        "\\01\\04\\10\\04\\02\\01 | \\01\\04\\03\\04\\02\\01 | its data lie elsewhere",
        "\\01\\04\\10\\04\\02\\01 | \\01\\04\\10\\04\\01\\01 | its elements lie elsewhere",
        "\\01\\04\\10\\04\\02\\01 | \\01\\04\\10\\04\\02\\01\\02\\03\\01\\01x | needs other modules",
        "(data (global.get $memory) | (data (i32.const 0) | its data lie elsewhere",
        "(data (global.get $memory) | (data (global.get $table) | its data lie elsewhere",
        "(elem (global.get $table) | (elem (i32.const 1) | its elements lie elsewhere",
        "\"env\" \"memory\" (memory 1) | \"env\" \"memory\" (memory i64 1) | another memory",
        "\"env\" \"memory\" (memory 1) | \"env\" \"heap\" (memory 1) | another memory",
        "\"__table_base\" (global $table i32) | \"__table_base\" (global $table i64) | no i32",
        "\"GOT.mem\" \"answer\" | \"GOT.mem\" \"question\" | GOT.mem.question, which nobody has",
        "\"GOT.func\" \"twice\" | \"GOT.func\" \"fourth\" | GOT.func.fourth, which nobody has",
        "\"env\" \"thrice\" (func | \"env\" \"fourth\" (func | env.fourth, which nobody has",
        "\"env\" \"thrice\" | \"host\" \"thrice\" | host.thrice, which nobody has",
        "(func $tell (param i32) (result i32)) | (func $tell (param i32 i32) (result i32)) | (i32)",
        "(global $stack (mut i32)) | (global $stack i32) | its stack pointer is a constant",
        "(global $own (mut i32) | (memory 1) (global $own (mut i32) | table or memory",
        "(global $own (mut i32) | (table 1 funcref) (global $own (mut i32) | table or memory",
        "(unreachable))$ | (global.set $own (i32.const 1)) (unreachable)) | global that it may not",
        "(loop $again (br $again)) | (drop (table.get 0 (i32.const 0))) | it changes the table",
        "(func $setup | (func $setup (global.set $stack (i32.const 0)) | global that it may not",
        "(func $setup | (func $setup (drop (call $first (i32.const 0))) | does more than to set",
        "(func $setup | (func $setup (loop $a (br $a)) | does more than to set",
        "__wasm_apply_data_relocs\") | __wasm_apply_data_relocs\") (param i32) | takes something"
      })
  void refuses(String good, String bad, String why) {
    byte[] module = LinkedGuests.assemble(changed(good, bad), true);
    assertThatThrownBy(() -> SideVerifier.verify(module, main))
        .isInstanceOf(LinkException.class)
        .hasMessageContaining(why);
  }

  private static String changed(String good, String bad) {
    String wanted = good.endsWith("$") ? good.substring(0, good.length() - 1) : good;
    String text = text("side");
    assertThat(text).contains(wanted);
    return text.replace(wanted, bad);
  }

  @Test
  void refusesCodeThatDoesNotPoll() {
    assertThatThrownBy(() -> SideVerifier.verify(LinkedGuests.assemble(text("side"), false), main))
        .isInstanceOf(LinkException.class)
        .hasMessageContaining("does not begin with a poll");
  }

  @Test
  void noTruncationIsTakenForItOrEndsOtherwise() {
    byte[] whole = wasm("side");
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      try {
        assertThat(SideVerifier.verify(part, main).dylink().memoryBytes()).isEqualTo(16);
      } catch (LinkException e) {
        assertThat(e).hasMessageStartingWith("not a module that can be linked");
      }
    }
  }

  @Test
  void noChangeOfBytesHasItFailOtherwise() {
    byte[] whole = wasm("side");
    Random random = new Random(11);
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] changed = whole.clone();
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      try {
        SideVerifier.verify(changed, main);
      } catch (LinkException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(ROUNDS / 2, ROUNDS - 1);
  }
}
