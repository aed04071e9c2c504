package io.serpentarium.service.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.serpentarium.service.testing.HttpTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The table of meters in OPERATIONS.md: name, labels, unit, meaning. */
class MetersTest extends HttpTest {

  private static final Path GUIDE = Path.of("../OPERATIONS.md");
  private static final int MOST_VALUES_OF_A_LABEL = 64;

  @Autowired private MeterRegistry registry;

  @Test
  void areThoseOfTheTable() throws IOException {
    assertThat(table()).isEqualTo(registered());
  }

  @Test
  void haveLabelsOfFewValues() {
    assertThat(ours().stream().collect(Collectors.groupingBy(meter -> meter.getId().getName())))
        .allSatisfy(
            (name, meters) -> assertThat(meters).hasSizeLessThanOrEqualTo(MOST_VALUES_OF_A_LABEL));
  }

  private static Map<String, String> table() throws IOException {
    try (var lines = Files.lines(GUIDE)) {
      return lines
          .dropWhile(line -> !line.equals("## Meters"))
          .takeWhile(line -> !line.equals("## Logs"))
          .filter(line -> line.startsWith("| `serpentarium."))
          .map(line -> line.replace("`", "").split("\\s*\\|\\s*"))
          .collect(Collectors.toMap(cells -> cells[1], cells -> cells[2] + " " + cells[3]));
    }
  }

  private Map<String, String> registered() {
    return ours().stream()
        .map(Meter::getId)
        .collect(
            Collectors.toMap(
                Meter.Id::getName, id -> labels(id) + " " + unit(id), (one, other) -> one));
  }

  private List<Meter> ours() {
    return registry.getMeters().stream()
        .filter(meter -> meter.getId().getName().startsWith("serpentarium."))
        .toList();
  }

  private static String labels(Meter.Id id) {
    return id.getTags().stream().map(Tag::getKey).sorted().collect(Collectors.joining(", "));
  }

  private static String unit(Meter.Id id) {
    String unit = id.getBaseUnit();
    return unit == null ? "" : unit;
  }
}
