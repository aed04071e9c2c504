package io.serpentarium.service.core.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {

  private static final List<String> KNOWN = List.of("code", "stdin", "limits", "wall_time_ms");

  @ParameterizedTest
  @CsvSource({
    "cod,        code",
    "ccode,      code",
    "cope,       code",
    "sdtin,      stdin",
    "CODE,       code",
    "wallTimeMs, wall_time_ms",
    "code,       code",
    "'',         code"
  })
  void isTheOneOfFewestChanges(String written, String meant) {
    assertThat(NearestName.of(written, KNOWN)).contains(meant);
  }

  @Test
  void isFoundWhateverItsOwnCase() {
    assertThat(NearestName.of("mode_cell", List.of("MODE_SCRIPT", "MODE_CELL")))
        .contains("MODE_CELL");
  }

  @Test
  void isTheFirstByTheAlphabetOfThoseAsNear() {
    assertThat(NearestName.of("ab", List.of("ac", "aa", "xy"))).contains("aa");
    assertThat(NearestName.of("ab", List.of("aa", "ac", "xy"))).contains("aa");
  }

  @Test
  void countsInsertionsDeletionsAndReplacementsAlike() {
    assertThat(NearestName.of("abc", List.of("abcxx", "xbc"))).as("2 against 1").contains("xbc");
    assertThat(NearestName.of("abc", List.of("a", "xyc"))).as("2 against 2").contains("a");
    assertThat(NearestName.of("abcd", List.of("abcdefg", "wxyd"))).contains("abcdefg");
    assertThat(NearestName.of("abcd", List.of("bcd", "abxx"))).contains("bcd");
  }

  @Test
  void isNoneWhereNothingIsKnown() {
    assertThat(NearestName.of("code", List.of())).isEmpty();
  }
}
