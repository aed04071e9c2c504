package io.serpentarium.service.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.service.app.ServiceProperties.LimitSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class LimitSettingsTest {

  @Test
  void takesDurationsAndSizesByTheNamesOfLimits() {
    LimitSettings settings =
        bind(
            Map.of(
                "limits.usual.wall-time", "5s",
                "limits.usual.memory", "64MB",
                "limits.maximum.cpu-time", "2m",
                "limits.maximum.output", "0B"));
    assertThat(settings.usualLimits())
        .isEqualTo(Limits.DEFAULT.with(Map.of(Limit.WALL_TIME, 5_000L, Limit.MEMORY, 64L << 20)));
    assertThat(settings.highestLimits())
        .isEqualTo(LimitSettings.HIGHEST.with(Map.of(Limit.CPU_TIME, 120_000L, Limit.OUTPUT, 0L)));
  }

  @Test
  void refusesWhatIsNoLimitAndWhatIsOutOfRange() {
    assertThatThrownBy(() -> bind(Map.of("limits.usual.gas", "1")))
        .isInstanceOf(BindException.class);
    LimitSettings none = bind(Map.of("limits.usual.wall-time", "0s"));
    assertThatThrownBy(none::usualLimits).isInstanceOf(IllegalArgumentException.class);
  }

  private static LimitSettings bind(Map<String, String> properties) {
    return new Binder(new MapConfigurationPropertySource(properties))
        .bind("limits", LimitSettings.class)
        .get();
  }
}
