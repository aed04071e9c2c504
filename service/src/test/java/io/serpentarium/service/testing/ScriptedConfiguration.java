package io.serpentarium.service.testing;

import java.time.Clock;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** Puts a scripted sandbox and a clock that tests move in the place of the real ones. */
@TestConfiguration(proxyBeanMethods = false)
public class ScriptedConfiguration {

  @Bean
  @Primary
  ScriptedSandbox scriptedSandbox() {
    return new ScriptedSandbox();
  }

  @Bean
  @Primary
  MutableClock mutableClock() {
    return new MutableClock(Clock.systemUTC());
  }
}
