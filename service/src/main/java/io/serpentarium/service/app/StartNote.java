package io.serpentarium.service.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.SandboxInfo;
import io.serpentarium.service.core.tenancy.TenantStore;
import io.serpentarium.service.v1.Node;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/** Reports the start in the log, and by a meter: the versions, the engine, the limits. */
@Component
final class StartNote implements MeterBinder {

  private static final Logger log = LoggerFactory.getLogger(StartNote.class);

  private final Node node;
  private final Sandbox sandbox;
  private final TenantStore tenants;
  private final ServiceProperties properties;

  StartNote(Node node, Sandbox sandbox, TenantStore tenants, ServiceProperties properties) {
    this.node = node;
    this.sandbox = sandbox;
    this.tenants = tenants;
    this.properties = properties;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    SandboxInfo info = sandbox.info();
    Gauge.builder("serpentarium.build.info", () -> 1)
        .description("Always 1; the labels name the versions that run")
        .tag("version", node.version())
        .tag("python", info.pythonVersion())
        .tag("engine", info.engineName())
        .tag("wasmtime", info.engineVersion())
        .register(registry);
  }

  @EventListener
  void tell(ApplicationReadyEvent event) {
    SandboxInfo info = sandbox.info();
    log.info(
        "{} {}: Python {} on engine {} (Wasmtime {}), {}, up to {} sessions and {} executions, {}"
            + " MB of memory for a program",
        node.name(),
        node.version(),
        info.pythonVersion(),
        info.engineName(),
        info.engineVersion(),
        tenants.isConfigured() ? "tenants configured" : "no tenants (local mode)",
        properties.sessions().maximum(),
        properties.executions().maximum(),
        DataSize.ofBytes(properties.limits().usualLimits().memoryBytes()).toMegabytes());
    if (!tenants.isConfigured()
        && event.getApplicationContext() instanceof WebServerApplicationContext web
        && web.getWebServer() != null) {
      hint(web.getWebServer().getPort());
    }
  }

  private static void hint(int port) {
    log.info(
        """
        Ready. Try one of:
          a browser          http://127.0.0.1:{}
          a program          curl http://127.0.0.1:{}/v1/executions -H 'Content-Type: application/json' -d '{"code": "6*7"}'
          the API            http://127.0.0.1:{}/openapi.json\
        """,
        port,
        port,
        port);
  }
}
