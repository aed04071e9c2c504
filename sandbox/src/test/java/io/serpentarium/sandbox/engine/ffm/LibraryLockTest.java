package io.serpentarium.sandbox.engine.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.engine.EngineException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LibraryLockTest {

  @Test
  void readsTheLock() {
    LibraryLock lock =
        LibraryLock.parse(
            """
            # a comment
            version 1.2.3
            library linux-x86_64 manylinux1_x86_64 aa wasmtime/linux-x86_64/_libwasmtime.so bb # 5
            library windows-x86_64 win_amd64 cc wasmtime/win32-x86_64/_wasmtime.dll dd
            """);
    assertThat(lock.version()).isEqualTo("1.2.3");
    assertThat(lock.entries())
        .containsExactly(
            new LibraryLock.Entry("linux-x86_64", "libwasmtime.so", "bb"),
            new LibraryLock.Entry("windows-x86_64", "wasmtime.dll", "dd"));
  }

  @Test
  void refusesALockWithoutAVersion() {
    assertThatThrownBy(() -> LibraryLock.parse("# nothing")).isInstanceOf(EngineException.class);
  }

  @Test
  void theLockThatComesWithUsIsComplete() {
    assertThat(LibraryLock.load().entries())
        .allSatisfy(entry -> assertThat(entry.sha256()).matches("[0-9a-f]{64}"))
        .extracting(LibraryLock.Entry::platform)
        .contains("linux-x86_64", "linux-aarch64", "macos-aarch64", "windows-x86_64");
  }

  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, linux-x86_64",
    "Linux, aarch64, linux-aarch64",
    "Mac OS X, aarch64, macos-aarch64",
    "Mac OS X, x86_64, macos-x86_64",
    "Windows 11, amd64, windows-x86_64"
  })
  void namesPlatforms(String os, String architecture, String platform) {
    assertThat(LibraryLock.platform(os, architecture)).isEqualTo(platform);
  }
}
