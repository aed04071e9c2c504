package io.serpentarium.service.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any program can write any line. */
class DisplaysTest {

  private static String shown(String text) {
    return "{\"is\": \"display\", \"data\": {\"text/plain\": \"%s\"}}".formatted(text);
  }

  private static String shown(String id, boolean update, String text) {
    return "{\"is\": \"display\", \"id\": \"%s\", \"update\": %s, \"data\": {\"text/plain\": \"%s\"}}"
        .formatted(id, update, text);
  }

  private static List<String> texts(Displays.Shown shown) {
    return shown.displays().stream()
        .map(display -> display.bundle().data().path("text/plain").asString())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "[]",
        "1",
        "{}",
        "{\"is\": 1}",
        "{\"is\": \"display\"",
        "{\"is\": \"result\", \"data\": {}}",
        "{\"is\": \"undo\"}",
        "{\"is\": \"checkpoint\", \"name\": \"x\"}",
        "{\"is\": \"display\"} {\"is\": \"display\"}",
      })
  void dropsWhatIsNeitherADisplayNorAClear(String line) {
    assertThat(Displays.read(line)).isEmpty();
    assertThat(Displays.of(List.of(line)).displays()).isEmpty();
  }

  @Test
  void dropsWhatIsNestedTooDeeply() {
    String deep =
        "{\"is\": \"display\", \"data\": {\"a\": " + "[".repeat(5_000) + "]".repeat(5_000) + "}}";
    assertThat(Displays.read(deep)).isEmpty();
  }

  @Test
  void readsDataOfAnyOtherTypeAsNone() {
    assertThat(Displays.of(List.of("{\"is\": \"display\", \"data\": [1]}")).displays())
        .singleElement()
        .satisfies(display -> assertThat(display.bundle().data().isEmpty()).isTrue());
  }

  @Test
  void replacesWhatIsUpdatedAndKeepsItsPlace() {
    assertThat(
            texts(
                Displays.of(
                    List.of(
                        shown("a", false, "1"),
                        shown("2"),
                        shown("a", true, "3"),
                        shown("unknown", true, "4")))))
        .containsExactly("3", "2");
  }

  @Test
  void clearsNowOrWithTheNextDisplay() {
    String now = "{\"is\": \"clear\"}";
    String later = "{\"is\": \"clear\", \"wait\": true}";
    assertThat(texts(Displays.of(List.of(shown("1"), now)))).isEmpty();
    assertThat(texts(Displays.of(List.of(shown("1"), later)))).containsExactly("1");
    assertThat(texts(Displays.of(List.of(shown("1"), later, shown("2"))))).containsExactly("2");
    assertThat(texts(Displays.of(List.of(shown("1"), later, now, shown("2"), shown("3")))))
        .containsExactly("2", "3");
  }

  @Test
  void keepsTheLastValueThatIsMoreThanText() {
    String plain = "{\"is\": \"result\", \"data\": {\"text/plain\": \"1\"}}";
    String rich = "{\"is\": \"result\", \"data\": {\"text/html\": \"<b>1</b>\"}}";
    assertThat(Displays.of(List.of(rich)).value()).isPresent();
    assertThat(Displays.of(List.of(rich, plain)).value()).isEmpty();
  }

  @Test
  void readsNoMoreValuesThanFit() {
    String many =
        "{\"is\": \"display\", \"data\": {\"a\": ["
            + String.join(",", Collections.nCopies(90_000, "1"))
            + "]}}";
    assertThat(Displays.of(Collections.nCopies(10, many)).displays()).hasSize(4);
  }
}
