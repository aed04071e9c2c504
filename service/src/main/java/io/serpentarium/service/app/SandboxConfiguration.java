package io.serpentarium.service.app;

import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.python.PythonSandbox;
import io.serpentarium.sandbox.python.PythonSandboxOptions;
import io.serpentarium.sandbox.remote.front.Isolation;
import io.serpentarium.sandbox.remote.front.Isolation.Scope;
import io.serpentarium.sandbox.remote.front.RemoteSandbox;
import io.serpentarium.sandbox.remote.front.WorkerOptions;
import io.serpentarium.sandbox.remote.worker.WorkerSettings;
import io.serpentarium.service.app.ServiceProperties.WorkerProcessSettings;
import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.execution.TemplatePolicy;
import io.serpentarium.service.core.execution.Templates;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/** Makes the sandbox: the one place that knows which engine and which Python it is. */
@Configuration(proxyBeanMethods = false)
class SandboxConfiguration {

  @Bean
  TemplatePolicy templatePolicy(ServiceProperties properties) {
    return new TemplatePolicy(properties.templates(), properties.pool().templateSize());
  }

  /**
   * Makes the templates once the node is ready, one after the other; on a small node each when it
   * is first named, since it takes room that a program could have.
   */
  @Bean
  @ConditionalOnProperty(name = "serpentarium.extensions-ahead", matchIfMissing = true)
  ApplicationListener<ApplicationReadyEvent> templatePreparation(
      Templates templates, Ledger ledger) {
    return event -> {
      if (!ledger.isSmall()) {
        Thread.ofPlatform().daemon().name("templates").start(templates::prepare);
      }
    };
  }

  /**
   * Makes the sandbox. Programs that run once have sessions too, in addition to the registry's.
   *
   * <p>Lazy, so that a test with a sandbox of its own does not start this one as well.
   */
  @Bean(destroyMethod = "close")
  @Lazy
  Sandbox sandbox(ServiceProperties properties) {
    PythonSandboxOptions options =
        PythonSandboxOptions.withCache(properties.cacheDirectory())
            .withPoolSize(properties.pool().size())
            .withMaxSessions(properties.sessions().maximum() + properties.executions().maximum())
            .withMaxExecutions(properties.executions().maximum())
            .withWheelhouse(properties.wheelhouse())
            .withExtensionsAhead(properties.extensionsAhead());
    EngineFactory engines = new EngineFactory(properties.engine(), properties.cacheDirectory());
    return switch (properties.isolation()) {
      case NONE -> new PythonSandbox(engines.make(), options);
      case SHARED -> inWorkers(Scope.SHARED, engines.inWorkers(options), properties);
      case TENANT -> inWorkers(Scope.OWNER, engines.inWorkers(options), properties);
    };
  }

  private static Sandbox inWorkers(
      Scope scope, WorkerSettings settings, ServiceProperties properties) {
    WorkerProcessSettings processes = properties.workerProcesses();
    return new RemoteSandbox(
        new Isolation(scope, processes.maximum()),
        WorkerOptions.of(settings)
            .withHeapBytes(processes.heap().toBytes())
            .withLinger(processes.linger()));
  }
}
