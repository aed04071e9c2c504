package io.serpentarium.service;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the service. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class ServiceApplication {

  /** Runs until the process is told to stop; {@code arguments} are Spring Boot's. */
  public static void main(String[] arguments) {
    SpringApplication.run(ServiceApplication.class, arguments);
  }
}
