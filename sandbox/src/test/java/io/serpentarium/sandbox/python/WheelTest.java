package io.serpentarium.sandbox.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.serpentarium.sandbox.PackageInfo;
import io.serpentarium.sandbox.snapshot.Fingerprint;
import io.serpentarium.sandbox.vfs.ImageBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WheelTest {

  private static final Fingerprint PLAIN = new Fingerprint("aa", "bb", 1);

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"six-1.17.0-py2.py3-none-any.whl", "a-1-2b-py3-none-any.whl"})
  void takesPureWheels(String name) {
    assertThatCode(() -> new Wheel(name, new byte[0])).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "numpy-2.1-cp313-cp313-manylinux_2_17_x86_64.whl",
        "six.whl",
        "a/b-1-py3-none-any"
      })
  void refusesOthers(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Wheel(name, new byte[0]));
  }

  @Test
  void putsEntriesWhereAnInstallerDoes() {
    assertThat(Wheel.place("six.py")).contains("six.py");
    assertThat(Wheel.place("six-1.0.dist-info/RECORD")).contains("six-1.0.dist-info/RECORD");
    assertThat(Wheel.place("x-1.data/purelib/x/y.py")).contains("x/y.py");
    assertThat(Wheel.place("x-1.data/platlib/z.py")).contains("z.py");
    assertThat(Wheel.place("x-1.data/scripts/x")).isEmpty();
  }

  @Test
  void tellsWhatItIsImportedAs() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name :
          List.of("bs4/__init__.py", "bs4/x/y.py", "six.py", "_own.py", "z-1.dist-info/METADATA")) {
        zip.putNextEntry(new ZipEntry(name));
      }
    }
    Wheel wheel = new Wheel("Beautiful.Soup_4-4.15-py3-none-any.whl", bytes.toByteArray());
    assertThat(wheel.info())
        .isEqualTo(new PackageInfo("Beautiful.Soup_4", "4.15", List.of("bs4", "six")));
    assertThat(wheel.info().comparableName()).isEqualTo("beautiful-soup-4");
  }

  @Test
  void goesBeforeAPackOfTheSameName() throws IOException {
    Files.write(folder.resolve("et_xmlfile-9-py3-none-any.whl"), new byte[] {1});
    List<Pack> packs = List.of(pack("et-xmlfile"), pack("six"));
    assertThat(Wheelhouse.open(folder).without(packs)).containsExactly(packs.getLast());
    assertThat(Wheelhouse.open(null).without(packs)).isEqualTo(packs);
  }

  private static Pack pack(String name) {
    return new Pack(
        new PackageInfo(name, "1", List.of()), List.of(), () -> ByteBuffer.allocate(0), "aa");
  }

  @Test
  void aFolderThatIsMissingIsAnError() {
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> Wheelhouse.open(folder.resolve("missing")));
  }

  @Test
  void aDamagedWheelIsNamed() throws IOException {
    Files.write(folder.resolve("x-1-py3-none-any.whl"), new byte[] {1});
    Files.write(folder.resolve("notes.txt"), new byte[] {1});
    Wheelhouse wheelhouse = Wheelhouse.open(folder);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> wheelhouse.addTo(new ImageBuilder(), wheel -> new byte[0], 0))
        .withMessageContaining("x-1-py3-none-any.whl");
  }

  @Test
  void snapshotsAreOfOneWheelhouse() throws IOException {
    assertThat(Wheelhouse.open(null).fingerprint(PLAIN)).isEqualTo(PLAIN);
    assertThat(Wheelhouse.open(folder).fingerprint(PLAIN)).isEqualTo(PLAIN);
    Files.write(folder.resolve("x-1-py3-none-any.whl"), new byte[] {1});
    Fingerprint one = Wheelhouse.open(folder).fingerprint(PLAIN);
    Files.write(folder.resolve("y-1-py3-none-any.whl"), new byte[] {2});
    Fingerprint two = Wheelhouse.open(folder).fingerprint(PLAIN);
    assertThat(one).isNotEqualTo(PLAIN).isNotEqualTo(two);
    assertThat(Wheelhouse.open(folder).fingerprint(PLAIN)).isEqualTo(two);
  }
}
