package io.serpentarium.service.app;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Makes the API listen on every address, unless {@code server.address} says otherwise, once a key
 * in {@code SERPENTARIUM_API_KEY} keeps strangers out.
 */
final class ListeningAddress implements EnvironmentPostProcessor {

  private static final String KEY = "SERPENTARIUM_API_KEY";

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    if (!environment.getProperty(KEY, "").isBlank()) {
      environment
          .getPropertySources()
          .addLast(
              new MapPropertySource("listeningAddress", Map.of("usual-server-address", "0.0.0.0")));
    }
  }
}
