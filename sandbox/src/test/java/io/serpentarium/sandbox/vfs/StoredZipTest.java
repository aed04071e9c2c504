package io.serpentarium.sandbox.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class StoredZipTest {

  private static final int TRIES = 20_000;

  @Test
  void readsWhatIsStored() {
    byte[] zip = Zips.of("a.py", "ä/b.py", "empty/");
    List<StoredZip.Entry> entries = StoredZip.entries(ByteBuffer.wrap(zip));
    assertThat(entries)
        .extracting(StoredZip.Entry::name)
        .containsExactly("a.py", "ä/b.py", "empty/");
    assertThat(entries).extracting(StoredZipTest::text).containsExactly("a.py", "ä/b.py", "");
  }

  @Test
  void readsAPartOfABuffer() {
    byte[] zip = Zips.of("a.py");
    ByteBuffer within = ByteBuffer.allocate(zip.length + 7).position(5).put(5, zip);
    List<StoredZip.Entry> entries = StoredZip.entries(within.limit(zip.length + 5));
    assertThat(entries).extracting(StoredZipTest::text).containsExactly("a.py");
    assertThat(entries.getFirst().content().isReadOnly()).isTrue();
  }

  @Test
  void refusesWhatIsCompressedAndWhatIsNoZip() throws IOException {
    for (byte[] bytes : new byte[][] {compressed(), {}, new byte[100]}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> StoredZip.entries(ByteBuffer.wrap(bytes)));
    }
  }

  @Test
  void aDamagedOneIsReadOrRefused() {
    byte[] zip = Zips.of("a.py", "b/c.py", "d");
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    int refused = 0;
    for (int i = 0; i < TRIES; i++) {
      byte[] damaged = zip.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      byte[] cut = Arrays.copyOf(damaged, damaged.length - random.nextInt(3));
      try {
        StoredZip.entries(ByteBuffer.wrap(cut));
      } catch (IllegalArgumentException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(TRIES / 2, TRIES - 1);
  }

  private static String text(StoredZip.Entry entry) {
    return StandardCharsets.UTF_8.decode(entry.content().duplicate()).toString();
  }

  private static byte[] compressed() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.putNextEntry(new ZipEntry("a.py"));
      out.write(1);
    }
    return bytes.toByteArray();
  }
}
