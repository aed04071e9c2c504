package io.serpentarium.service.jupyter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.service.edge.body.WireJson;
import io.serpentarium.service.edge.problem.ProblemException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramingTest {

  private static final String HEADER = "{\"msg_id\":\"1\",\"msg_type\":\"execute_request\"}";
  private static final String CONTENT = "{\"code\":\"1\"}";

  private final WireJson json = new WireJson();

  @Test
  void readsTextWithAndWithoutAChannel() {
    assertThat(legacy("{\"header\": %s, \"content\": %s, \"buffers\": {}}").channel())
        .isEqualTo("shell");
    JupyterMessage message = legacy("{\"header\": %s, \"content\": %s, \"channel\": \"control\"}");
    assertThat(message.channel()).isEqualTo("control");
    assertThat(message.type()).isEqualTo("execute_request");
    assertThat(message.text("code")).isEqualTo("1");
  }

  @Test
  void readsTextWithBuffersBehindIt() {
    byte[] text = "{\"header\": %s}".formatted(HEADER).getBytes(StandardCharsets.UTF_8);
    ByteBuffer frame = ByteBuffer.allocate(12 + text.length + 3);
    frame.putInt(2).putInt(12).putInt(12 + text.length).put(text).put(new byte[3]);
    assertThat(Framing.LEGACY.read(json, true, frame.array()).type()).isEqualTo("execute_request");
  }

  @Test
  void readsPartsByTheirOffsets() {
    JupyterMessage message = Framing.V1.read(json, true, v1());
    assertThat(message.channel()).isEqualTo("shell");
    assertThat(message.type()).isEqualTo("execute_request");
    assertThat(message.text("code")).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 8, 40, 56, 60, 100})
  void refusesWhatIsCutOff(int length) {
    byte[] cut = java.util.Arrays.copyOf(v1(), length);
    assertThatThrownBy(() -> Framing.V1.read(json, true, cut)).isInstanceOf(ProblemException.class);
  }

  @Test
  void refusesWhateverIsWrongAndNothingElseHappens() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      byte[] frame = v1();
      for (int changes = 0; changes < 3; changes++) {
        frame[random.nextInt(frame.length)] = (byte) random.nextInt();
      }
      readable(Framing.V1, frame);
      readable(Framing.LEGACY, frame);
    }
  }

  private void readable(Framing framing, byte[] frame) {
    try {
      assertThat(framing.read(json, true, frame).header().isObject()).isTrue();
    } catch (ProblemException refused) {
      assertThat(refused.problem().status()).isEqualTo(400);
    }
  }

  private JupyterMessage legacy(String form) {
    byte[] frame = form.formatted(HEADER, CONTENT).getBytes(StandardCharsets.UTF_8);
    return Framing.LEGACY.read(json, false, frame);
  }

  /** A message with one buffer. */
  static byte[] v1() {
    byte[][] parts = new byte[6][];
    String[] texts = {"shell", HEADER, "{}", "{}", CONTENT, "buffer"};
    int length = 8 * 8;
    for (int i = 0; i < texts.length; i++) {
      parts[i] = texts[i].getBytes(StandardCharsets.UTF_8);
      length += parts[i].length;
    }
    ByteBuffer frame = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    frame.putLong(7);
    long offset = 64;
    for (byte[] part : parts) {
      frame.putLong(offset);
      offset += part.length;
    }
    frame.putLong(offset);
    for (byte[] part : parts) {
      frame.put(part);
    }
    return frame.array();
  }
}
