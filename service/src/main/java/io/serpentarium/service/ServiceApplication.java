package io.serpentarium.service;

import io.serpentarium.service.core.tenancy.KeyCommand;
import java.security.SecureRandom;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the service. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class ServiceApplication {

  /**
   * Runs until the process is told to stop; {@code arguments} are Spring Boot's, or those of a
   * {@link KeyCommand}.
   */
  public static void main(String[] arguments) {
    if (KeyCommand.isMeant(List.of(arguments))) {
      System.exit(keyCommand().run(List.of(arguments)));
    }
    SpringApplication.run(ServiceApplication.class, arguments);
  }

  private static KeyCommand keyCommand() {
    return new KeyCommand(System.getenv(), new SecureRandom(), System.out, System.err);
  }
}
