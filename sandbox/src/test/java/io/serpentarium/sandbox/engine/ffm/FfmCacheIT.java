package io.serpentarium.sandbox.engine.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.serpentarium.sandbox.engine.CompiledModule;
import io.serpentarium.sandbox.engine.GuestThreads;
import io.serpentarium.sandbox.engine.Guests;
import io.serpentarium.sandbox.engine.Instance;
import io.serpentarium.sandbox.engine.InterruptionMode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(GuestThreads.class)
@EnabledOnOs({OS.LINUX, OS.MAC})
final class FfmCacheIT {

  private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000);

  @TempDir Path directory;
  private Path cache;

  @BeforeEach
  void requireLibrary() {
    FfmLibrary.file();
    cache = directory.resolve("a/cache");
  }

  @Test
  void aSecondEngineUsesWhatTheFirstCompiled() throws IOException {
    compileAndCall("traps");
    Path file = onlyFile();
    Files.setLastModifiedTime(file, LONG_AGO);
    compileAndCall("traps");
    assertThat(onlyFile()).isEqualTo(file);
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(LONG_AGO);
  }

  @Test
  void onlyTheOwnerMayReadOrWrite() throws IOException {
    Files.createDirectories(cache);
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
    compileAndCall("traps");
    assertThat(mode(cache)).isEqualTo("rwx------");
    assertThat(mode(onlyFile())).isEqualTo("rw-------");
  }

  @Test
  void everythingThatTheCodeDependsOnHasAFileOfItsOwn() throws IOException {
    compileAndCall("traps");
    try (FfmEngine engine = engine();
        CompiledModule other =
            engine.compile(FfmLibrary.assemble("(module)".getBytes(StandardCharsets.UTF_8)))) {
      assertThat(other.imports()).isEmpty();
    }
    assertThat(files()).hasSize(2);
  }

  @Test
  void onlyTheLatestFilesAreKept() throws IOException {
    Files.createDirectories(cache);
    for (int i = 0; i < 34; i++) {
      Path old = Files.createFile(cache.resolve("old%d.cwasm".formatted(i)));
      Files.setLastModifiedTime(old, FileTime.fromMillis(1_000_000 + i));
    }
    compileAndCall("traps");
    assertThat(files()).hasSize(32);
    assertThat(cache.resolve("old2.cwasm")).doesNotExist();
    assertThat(cache.resolve("old3.cwasm")).exists();
  }

  @Test
  void anythingElseThanBeforeHasAnotherKey() {
    byte[] wasm = {1};
    assertThat(
            List.of(
                ModuleLoader.key(wasm, "library", "settings", "processor"),
                ModuleLoader.key(new byte[] {2}, "library", "settings", "processor"),
                ModuleLoader.key(wasm, "other", "settings", "processor"),
                ModuleLoader.key(wasm, "library", "other", "processor"),
                ModuleLoader.key(wasm, "library", "settings", "other")))
        .doesNotHaveDuplicates();
    assertThat(EngineConfig.fingerprint(InterruptionMode.EPOCH))
        .isNotEqualTo(EngineConfig.fingerprint(InterruptionMode.POLL));
    assertThat(FfmLibrary.get().fingerprint()).matches("\\S+ [0-9a-f]{64}");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 100, 5_000})
  void aTruncatedFileIsCompiledAnew(long size) throws IOException {
    compileAndCall("traps");
    try (FileChannel channel = FileChannel.open(onlyFile(), StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }
    assertIsCompiledAnew();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 0.6, 0.99})
  void aFlippedByteIsSeen(double at) throws IOException {
    compileAndCall("traps");
    byte[] code = Files.readAllBytes(onlyFile());
    code[(int) (code.length * at)] ^= 1;
    Files.write(onlyFile(), code);
    assertIsCompiledAnew();
  }

  @Test
  void aFileThatOthersMayWriteIsRefused() throws IOException {
    compileAndCall("traps");
    Files.setPosixFilePermissions(onlyFile(), PosixFilePermissions.fromString("rw-rw-rw-"));
    assertIsCompiledAnew();
    assertThat(mode(onlyFile())).isEqualTo("rw-------");
  }

  @Test
  void aLinkIsRefused() throws IOException {
    compileAndCall("traps");
    Path file = onlyFile();
    Path elsewhere = Files.move(file, directory.resolve("elsewhere"));
    Files.createSymbolicLink(file, elsewhere);
    assertIsCompiledAnew();
    assertThat(onlyFile()).isRegularFile();
    assertThat(Files.isSymbolicLink(file)).isFalse();
  }

  @Test
  void aFileOfAnotherOwnerIsRefused() throws IOException {
    compileAndCall("traps");
    assumeTrue(givesAway(onlyFile()), "only root can give files away");
    assertIsCompiledAnew();
    assertThat(Files.getOwner(onlyFile())).isEqualTo(Files.getOwner(cache));
  }

  @Test
  void whatTheLibraryRefusesIsCompiledAnew() throws IOException {
    compileAndCall("traps");
    Path file = onlyFile();
    byte[] nonsense = {1, 2, 3};
    Files.write(file, nonsense);
    Files.move(file, file.resolveSibling(keyOf(file) + "-" + Sha256.of(nonsense) + ".cwasm"));
    assertIsCompiledAnew();
  }

  @Test
  void manyMayWriteAtOnce() throws Exception {
    FfmLibrary.get();
    try (ExecutorService threads = Executors.newFixedThreadPool(6, GuestThreads.factory())) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 18; i++) {
        all.add(threads.submit(() -> compileAndCall("traps")));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
    assertThat(files()).hasSize(1);
  }

  @Test
  void worksWithoutADirectory() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    cache = file.resolve("below");
    compileAndCall("traps");
    cache = file;
    compileAndCall("traps");
    assertThat(file).isEmptyFile();
  }

  @Test
  void worksWhenTheDirectoryIsGone() throws IOException {
    try (FfmEngine engine = engine()) {
      Files.delete(cache);
      call(engine, "traps");
    }
    assertThat(cache).doesNotExist();
  }

  @Test
  void codeForTheBaselineIsNotThatForThisMachine() throws IOException {
    compileAndCall("traps");
    try (FfmEngine engine =
        FfmEngine.open(
            FfmLibrary.get(), FfmLibrary.EPOCHS.withCache(cache).withCpu(CpuTarget.BASELINE))) {
      call(engine, "traps");
    }
    assertThat(files()).hasSize(CpuTarget.BASELINE.isPortable() ? 2 : 1);
  }

  @Test
  void aDirectoryThatCameWithTheSystemServesWhatIsRootsAlone() throws IOException {
    compileAndCall("traps");
    Path file = onlyFile();
    assumeTrue(Files.getAttribute(cache, "unix:uid").equals(0), "only root can make one");
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("r-xr-xr-x"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    ModuleCache shipped = ModuleCache.shipped(cache);
    assertThat(shipped.find(keyOf(file))).contains(cache.toRealPath().resolve(file.getFileName()));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--rw-r--"));
    assertThat(shipped.find(keyOf(file))).isEmpty();
    assertThat(file).exists();
    shipped.put(keyOf(file), new byte[] {1});
    assertThat(files()).containsExactly(file);
  }

  @Test
  void aDirectoryThatOthersMayChangeDidNotComeWithTheSystem() throws IOException {
    Files.createDirectories(cache);
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> ModuleCache.shipped(cache)).isInstanceOf(IOException.class);
  }

  private void assertIsCompiledAnew() throws IOException {
    compileAndCall("traps");
    Path file = onlyFile();
    assertThat(file.getFileName().toString()).endsWith("-" + Sha256.of(file) + ".cwasm");
  }

  private void compileAndCall(String name) {
    try (FfmEngine engine = engine()) {
      call(engine, name);
    }
  }

  private static void call(FfmEngine engine, String name) {
    try (CompiledModule module = engine.compile(FfmLibrary.assemble(Guests.text(name)));
        Instance instance = module.instantiate(List.of())) {
      assertThat(instance.call("fine")).isEqualTo(1);
    }
  }

  private FfmEngine engine() {
    return FfmEngine.open(FfmLibrary.get(), FfmLibrary.EPOCHS.withCache(cache));
  }

  private Path onlyFile() throws IOException {
    assertThat(files()).hasSize(1);
    return files().getFirst();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(cache)) {
      return files.toList();
    }
  }

  private static String keyOf(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.indexOf('-'));
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static boolean givesAway(Path file) {
    try {
      Files.setOwner(
          file,
          file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
