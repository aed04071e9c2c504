package io.serpentarium.service.core.grading;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.core.grading.GradingTest.TestSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

class CompiledTestsTest {

  private static final int MOST_CHARS = 8 << 20;

  /** So many of them fill it, and are as large as one may be. */
  private static final int FULL = 16;

  private static final JsonNode CODE = StringNode.valueOf("x");

  private final CompiledTests tests = new CompiledTests();

  @Test
  void areFoundAgainByTheirSource() {
    TestSource known = new TestSource("a.py", "assert True");
    tests.keep("alice", Map.of(known, CODE));
    TestSource elsewhere = new TestSource("b.py", "assert True");
    TestSource changed = new TestSource("a.py", "assert False");
    assertThat(tests.find("alice", List.of(elsewhere, known, changed)))
        .containsExactlyEntriesOf(Map.of(known, CODE));
    assertThat(tests.find("alice", Set.of())).isEmpty();
  }

  @Test
  void areATenantsOwn() {
    tests.keep("alice", Map.of(source(1), CODE));
    assertThat(tests.find("bob", List.of(source(1)))).isEmpty();
  }

  @Test
  void areThoseThatWereMadeLast() {
    JsonNode later = StringNode.valueOf("later");
    tests.keep("alice", Map.of(source(1), CODE));
    tests.keep("alice", Map.of(source(1), later));
    assertThat(tests.find("alice", List.of(source(1)))).containsValue(later);
  }

  @Test
  void giveWayOnceTheyWereNotUsedForLongest() {
    fill(FULL);
    assertThat(kept(FULL)).as("all fit").hasSize(FULL);
    assertThat(tests.find("alice", List.of(large(0)))).as("uses it").hasSize(1);
    tests.keep("bob", Map.of(source(1), CODE));
    assertThat(tests.find("alice", List.of(large(1)))).isEmpty();
    assertThat(tests.find("alice", List.of(large(0)))).hasSize(1);
    assertThat(tests.find("bob", List.of(source(1)))).hasSize(1);
  }

  @Test
  void areCountedOnceThoughTheyAreMadeAgain() {
    for (int time = 0; time < 3; time++) {
      fill(FULL);
    }
    assertThat(kept(FULL)).hasSize(FULL);
  }

  @Test
  void areNotKeptWhenTheyAreTooLarge() {
    tests.keep("alice", Map.of(source(1), CODE));
    TestSource huge = new TestSource("a.py", "x".repeat(MOST_CHARS / FULL));
    tests.keep("alice", Map.of(huge, CODE));
    assertThat(tests.find("alice", List.of(huge))).isEmpty();
    assertThat(tests.find("alice", List.of(source(1)))).hasSize(1);
  }

  @Test
  void areCountedRightByManyAtOnce() {
    List<CompletableFuture<Void>> all =
        IntStream.range(0, 4)
            .mapToObj(thread -> CompletableFuture.runAsync(() -> fill(FULL)))
            .toList();
    all.forEach(CompletableFuture::join);
    assertThat(kept(FULL)).hasSize(FULL);
    tests.keep("alice", Map.of(source(1), CODE));
    assertThat(kept(FULL)).as("one goes for it, and no more").hasSize(FULL - 1);
  }

  private void fill(int count) {
    for (int number = 0; number < count; number++) {
      tests.keep("alice", Map.of(large(number), CODE));
    }
  }

  private Set<TestSource> kept(int count) {
    return tests.find("alice", IntStream.range(0, count).mapToObj(this::large).toList()).keySet();
  }

  /** With its code, of just the size that one may have. */
  private TestSource large(int number) {
    String file = "%04d".formatted(number);
    int rest = MOST_CHARS / FULL - file.length() - CODE.toString().length();
    return new TestSource(file, "x".repeat(rest));
  }

  private static TestSource source(int number) {
    return new TestSource("test_%d.py".formatted(number), "assert True");
  }
}
