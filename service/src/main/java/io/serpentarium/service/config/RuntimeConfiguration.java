package io.serpentarium.service.config;

import io.serpentarium.service.config.ServiceProperties.WorkerSettings;
import io.serpentarium.service.execution.Ids;
import io.serpentarium.service.execution.Workers;
import io.serpentarium.service.web.Node;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Makes the clock, the ids and the threads. */
@Configuration(proxyBeanMethods = false)
class RuntimeConfiguration {

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  /** A generator that is seeded here and reads no device afterwards, which would block. */
  @Bean
  Ids ids() throws NoSuchAlgorithmException {
    SecureRandom random = SecureRandom.getInstance("DRBG");
    random.nextInt();
    return new Ids(random);
  }

  @Bean(destroyMethod = "dispose")
  Scheduler workerScheduler(ServiceProperties properties) {
    WorkerSettings settings = properties.workers();
    return Schedulers.newBoundedElastic(settings.threads(), settings.queue(), "worker");
  }

  @Bean
  Workers workers(Scheduler workerScheduler) {
    return new Workers(workerScheduler);
  }

  @Bean
  Node node(ObjectProvider<BuildProperties> build) {
    return new Node(
        "serpentarium",
        build.stream().map(BuildProperties::getVersion).findFirst().orElse("development"));
  }
}
