package io.serpentarium.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.service.cluster.RedisSeal.BrokenSealException;
import io.serpentarium.service.core.execution.Ids;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisSealTest {

  private static final int SEGMENT = 64 << 10;
  private static final int HEAD = 33;
  private static final int TAG = 16;
  private static final String[] PLACE = {"state", "ses_1", "alice", "1"};

  private final RedisSeal seal = seal();

  /** The seal of the tests' pods. */
  static RedisSeal seal() {
    return seal("a secret of the tests");
  }

  /** The seal of a pod with a secret of its own. */
  static RedisSeal seal(String secret, String... accepted) {
    Ids ids = new Ids(new SecureRandom());
    return new RedisSeal(new ClusterSecret(secret, List.of(accepted)), ids::nonce);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, SEGMENT - 1, SEGMENT, SEGMENT + 1, 2 * SEGMENT, 3 * SEGMENT - 7})
  void opensWhatItHasSealed(int length) throws IOException {
    byte[] plain = random(length);
    byte[] sealed = seal.seal(plain, PLACE);
    assertThat(seal.open(sealed, PLACE)).isEqualTo(plain);
    assertThat(sealed).hasSize(HEAD + length + TAG * Math.max(1, Math.ceilDiv(length, SEGMENT)));
  }

  @Test
  void sealsAndOpensStreamsWhateverTheirParts() throws IOException {
    byte[] plain = random(SEGMENT + 1000);
    ByteArrayOutputStream sealed = new ByteArrayOutputStream();
    try (OutputStream out = seal.seal(sealed, PLACE)) {
      for (int i = 0; i < plain.length; i += 333) {
        out.write(plain, i, Math.min(333, plain.length - i));
      }
    }
    try (InputStream in = seal.open(new ByteArrayInputStream(sealed.toByteArray()), PLACE)) {
      assertThat(in.read()).isEqualTo(plain[0] & 0xff);
      assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(plain, 1, plain.length));
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void hidesWhatItSeals() {
    byte[] plain = "a program's text".getBytes(StandardCharsets.UTF_8);
    String sealed = new String(seal.seal(plain, PLACE), StandardCharsets.ISO_8859_1);
    assertThat(sealed).doesNotContain("program");
    assertThat(seal.seal(plain, PLACE)).isNotEqualTo(seal.seal(plain, PLACE));
  }

  @Test
  void opensNothingThatWasChanged() {
    byte[] sealed = seal.seal(random(2 * SEGMENT), PLACE);
    for (int place : new int[] {0, 1, HEAD, HEAD + SEGMENT, HEAD + SEGMENT + TAG + 1}) {
      byte[] changed = sealed.clone();
      changed[place] ^= 1;
      refuses(changed, PLACE);
    }
    refuses(Arrays.copyOf(sealed, sealed.length - 1), PLACE);
    refuses(Arrays.copyOf(sealed, sealed.length + 1), PLACE);
    refuses(Arrays.copyOf(sealed, HEAD - 1), PLACE);
    refuses(Arrays.copyOf(sealed, HEAD), PLACE);
    refuses(new byte[0], PLACE);
  }

  @Test
  void opensNothingOfWhichSegmentsAreMissingOrMoved() {
    byte[] sealed = seal.seal(random(3 * SEGMENT), PLACE);
    int segment = SEGMENT + TAG;
    refuses(Arrays.copyOf(sealed, HEAD + 2 * segment), PLACE);
    byte[] moved = sealed.clone();
    System.arraycopy(sealed, HEAD, moved, HEAD + segment, segment);
    System.arraycopy(sealed, HEAD + segment, moved, HEAD, segment);
    refuses(moved, PLACE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "snapshot ses_1 alice 1",
        "state ses_2 alice 1",
        "state ses_1 bob 1",
        "state ses_1 alice 2"
      })
  void opensNothingAtAnotherPlace(String place) {
    refuses(seal.seal(random(9), PLACE), place.split(" ", -1));
  }

  @Test
  void opensWhatWasSealedWithASecretThatIsAcceptedStill() throws IOException {
    byte[] plain = random(2 * SEGMENT);
    byte[] sealed = seal.seal(plain, PLACE);
    RedisSeal changed = seal("another secret of the tests", "a secret of the tests");
    assertThat(changed.open(sealed, PLACE)).isEqualTo(plain);
    refuses(changed.seal(plain, PLACE), PLACE);
  }

  private void refuses(byte[] sealed, String... place) {
    assertThatThrownBy(() -> seal.open(sealed, place)).isInstanceOf(BrokenSealException.class);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(1).nextBytes(bytes);
    return bytes;
  }
}
