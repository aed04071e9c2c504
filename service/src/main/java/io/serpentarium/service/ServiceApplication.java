package io.serpentarium.service;

import io.serpentarium.service.app.StartCommand;
import io.serpentarium.service.confinement.Confinement;
import io.serpentarium.service.confinement.Isolation;
import io.serpentarium.service.core.tenancy.KeyCommand;
import java.security.SecureRandom;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts the service. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class ServiceApplication {

  /**
   * Runs the service until the process is stopped; {@code arguments} are Spring Boot's, or those of
   * a {@link KeyCommand} or a {@link StartCommand}.
   */
  public static void main(String[] arguments) {
    if (KeyCommand.isMeant(List.of(arguments))) {
      System.exit(keyCommand().run(List.of(arguments)));
    }
    new StartCommand(System.out, System.err).run(List.of(arguments)).ifPresent(System::exit);
    start(arguments);
  }

  /**
   * Starts the service and returns once it is ready.
   *
   * @param arguments Spring Boot's
   * @return the running service, to be closed by the caller
   */
  public static ConfigurableApplicationContext start(String... arguments) {
    SpringApplication application = new SpringApplication(ServiceApplication.class);
    application.addInitializers(ServiceApplication::confine);
    return application.run(arguments);
  }

  /** Confines the process before any bean is made; none needs the permissions that are given up. */
  private static void confine(ConfigurableApplicationContext context) {
    Confinement.Mode mode =
        Binder.get(context.getEnvironment())
            .bind("serpentarium.confinement", Confinement.Mode.class)
            .orElse(Confinement.Mode.AUTO);
    Isolation isolation =
        Binder.get(context.getEnvironment())
            .bind("serpentarium.isolation", Isolation.class)
            .orElse(Isolation.NONE);
    context.getBeanFactory().registerSingleton("isolation", isolation);
    context.getBeanFactory().registerSingleton("confinement", Confinement.apply(mode, isolation));
  }

  private static KeyCommand keyCommand() {
    return new KeyCommand(System.getenv(), new SecureRandom(), System.out, System.err);
  }
}
