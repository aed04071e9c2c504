package io.serpentarium.service.core.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.SessionFiles;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.service.testing.ScriptedSandbox;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReturnedFilesTest {

  private final ScriptedSandbox sandbox = new ScriptedSandbox();
  private final SessionFiles files =
      sandbox.open(SessionOptions.withLimits(Limits.DEFAULT)).files();

  @BeforeEach
  void writeFiles() {
    files.write("four", new byte[] {1, 2, 3, 4});
    files.write("empty", new byte[0]);
    files.write("one", new byte[] {5});
    files.write("two", new byte[] {6, 7});
  }

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void comeInTheOrderInWhichTheyWereAskedFor() {
    List<SandboxFile> found = new ReturnedFiles(100).read(files, List.of("two", "four", "empty"));
    assertThat(found).extracting(SandboxFile::path).containsExactly("two", "four", "empty");
    assertThat(found.getFirst().content()).containsExactly(6, 7);
  }

  @Test
  void areWithoutWhatIsNotThere() {
    assertThat(read(100, "missing", "one", "dir", "../x")).containsExactly("one");
    assertThat(read(100)).isEmpty();
  }

  @Test
  void areWithoutWhatDoesNotFitAnyMore() {
    assertThat(read(5, "four", "two", "one")).as("just five").containsExactly("four", "one");
    assertThat(read(4, "two", "four", "one")).containsExactly("two", "one");
    assertThat(read(0, "one", "empty")).containsExactly("empty");
  }

  @Test
  void areCountedEachTimeTheyAreAskedFor() {
    assertThat(read(4, "two", "two", "two")).containsExactly("two", "two");
  }

  private List<String> read(long most, String... paths) {
    return new ReturnedFiles(most)
        .read(files, List.of(paths)).stream().map(SandboxFile::path).toList();
  }
}
