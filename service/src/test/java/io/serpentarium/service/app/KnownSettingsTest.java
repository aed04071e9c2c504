package io.serpentarium.service.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.DeferredLogs;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class KnownSettingsTest {

  private static final Path GUIDE = Path.of("../OPERATIONS.md");

  private static final String HEAD = "| setting | by default | meaning |";

  private final KnownSettings settings = new KnownSettings(new DeferredLogs());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "serpentarium.pool.size",
        "serpentarium.sessions.idleTimeout",
        "serpentarium.sessions.idle-timeout",
        "serpentarium.limits.usual.wall-time",
        "serpentarium.allowed-origins[0]",
        "serpentarium.cluster.redis-url",
        "serpentarium.doors",
        "pol.size",
        "server.port"
      })
  void acceptsWhatSomethingReads(String name) {
    assertThatCode(() -> check("settings", Map.of(name, "1"))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "serpentarium.pol.size, serpentarium.pool.size",
    "serpentarium.sesions.maximum, serpentarium.sessions.maximum",
    "serpentarium.pool.size.x, serpentarium.pool.size",
    "serpentarium.cluster.redis, serpentarium.cluster.lease",
    "serpentarium.door, serpentarium.doors"
  })
  void refusesWhatNothingReadsAndNamesTheNearest(String name, String nearest) {
    assertThatThrownBy(() -> check("settings", Map.of(name, "1")))
        .isInstanceOfSatisfying(
            KnownSettings.UnknownSettingException.class,
            unknown -> {
              assertThat(unknown).hasMessageContaining("\"" + name + "\"");
              assertThat(unknown.nearest()).isEqualTo(nearest);
              assertThat(
                      Objects.requireNonNull(new UnknownSettingFailureAnalyzer().analyze(unknown))
                          .getAction())
                  .contains(nearest);
            });
  }

  @Test
  void refusesNoVariableThatOthersSetInTheEnvironment() {
    Map<String, Object> variables =
        Map.of(
            "SERPENTARIUM_SERVICE_HOST", "10.1.2.3",
            "SERPENTARIUM_PORT_8080_TCP", "tcp://10.1.2.3:8080",
            "SERPENTARIUM_API_KEY", "key",
            "SERPENTARIUM_POOL_SIZE", "3");
    assertThatCode(
            () -> check(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables))
        .doesNotThrowAnyException();
  }

  private void check(String source, Map<String, Object> values) {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .replace(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
            new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, Map.of()));
    if (source.equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)) {
      environment
          .getPropertySources()
          .replace(source, new SystemEnvironmentPropertySource(source, values));
    } else {
      environment.getPropertySources().addFirst(new MapPropertySource(source, values));
    }
    settings.postProcessEnvironment(environment, new SpringApplication());
  }

  /** With {@code -Dserpentarium.write=true} it writes the table instead. */
  @Test
  void areAllInTheTableOfTheGuide() throws IOException {
    List<String> table = KnownSettings.all().stream().map(KnownSettingsTest::row).toList();
    List<String> guide = Files.readAllLines(GUIDE);
    int begin = guide.indexOf(HEAD) + 2;
    List<String> rows =
        guide.subList(begin, guide.size()).stream()
            .takeWhile(Predicate.not(String::isEmpty))
            .toList();
    if (Boolean.getBoolean("serpentarium.write")) {
      List<String> written = new ArrayList<>(guide.subList(0, begin));
      written.addAll(table);
      written.addAll(guide.subList(begin + rows.size(), guide.size()));
      Files.write(GUIDE, written);
    } else {
      assertThat(rows).isEqualTo(table);
    }
  }

  private static String row(KnownSettings.Setting setting) {
    return "| `%s` | %s | %s |"
        .formatted(
            setting.name(),
            setting.usual().isEmpty() ? "" : "`" + setting.usual() + "`",
            setting
                .description()
                .replaceAll("\\{@code ([^}]*)}", "`$1`")
                .replaceAll("\\{@link [^}]*}", "the usual")
                .replace("|", "\\|"));
  }
}
