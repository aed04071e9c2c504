package io.serpentarium.service.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.serpentarium.service.app.ServiceProperties.CapSettings;
import io.serpentarium.service.app.ServiceProperties.GradingSettings;
import io.serpentarium.service.app.ServiceProperties.SessionSettings;
import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.Ledger.Space;
import io.serpentarium.service.core.admission.LimitPolicy;
import io.serpentarium.service.core.admission.Sharing;
import io.serpentarium.service.core.execution.ReturnedFiles;
import io.serpentarium.service.core.grading.GradingPolicy;
import io.serpentarium.service.core.session.LocalCatalogue;
import io.serpentarium.service.core.session.LocalSessions;
import io.serpentarium.service.core.session.SessionCatalogue;
import io.serpentarium.service.core.session.SessionPolicy;
import io.serpentarium.service.core.session.SoleNode;
import io.serpentarium.service.core.snapshot.SnapshotPolicy;
import io.serpentarium.service.core.snapshot.SnapshotRegistry;
import io.serpentarium.service.core.snapshot.SnapshotStore;
import io.serpentarium.service.edge.body.BodyCaps;
import io.serpentarium.service.edge.body.Heartbeats;
import io.serpentarium.service.edge.filter.OriginPolicy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

/** Turns properties into the values that the other packages know. */
@Configuration(proxyBeanMethods = false)
class PolicyConfiguration {

  private static final long MOST_OF_SNAPSHOTS = 1L << 30;

  @Bean
  LimitPolicy limitPolicy(ServiceProperties properties) {
    return new LimitPolicy(properties.limits().usualLimits(), properties.limits().highestLimits());
  }

  @Bean
  SessionPolicy sessionPolicy(ServiceProperties properties) {
    SessionSettings settings = properties.sessions();
    return new SessionPolicy(
        settings.maximum(),
        settings.idleTimeout(),
        settings.maximumIdleTimeout(),
        settings.history(),
        settings.maximumHistory(),
        settings.checkpoint(),
        settings.hibernateAfter(),
        settings.reapInterval(),
        settings.streamPatience(),
        settings.drain());
  }

  @Bean
  @ConditionalOnSoleNode
  SoleNode soleNode() {
    return new SoleNode();
  }

  @Bean
  @ConditionalOnSoleNode
  SessionCatalogue sessionCatalogue(LocalSessions local) {
    return new LocalCatalogue(local);
  }

  @Bean
  @ConditionalOnSoleNode
  SnapshotStore snapshotStore(SnapshotPolicy policy, Sharing sharing, MeterRegistry registry) {
    return new SnapshotRegistry(policy, sharing, registry);
  }

  @Bean
  SnapshotPolicy snapshotPolicy(ServiceProperties properties, Ledger ledger) {
    DataSize total = properties.snapshots().total();
    return new SnapshotPolicy(
        properties.snapshots().maximum(),
        total == null
            ? Math.min(MOST_OF_SNAPSHOTS, ledger.budget(Space.NATIVE) / 2)
            : total.toBytes(),
        bytes(properties.snapshots().content()));
  }

  @Bean
  BodyCaps bodyCaps(ServiceProperties properties) {
    CapSettings caps = properties.caps();
    return new BodyCaps(
        bytes(caps.body()),
        bytes(caps.code()),
        bytes(caps.file()),
        bytes(properties.snapshots().content()));
  }

  @Bean
  ReturnedFiles returnedFiles(ServiceProperties properties) {
    return new ReturnedFiles(properties.caps().file().toBytes());
  }

  @Bean
  GradingPolicy gradingPolicy(ServiceProperties properties) {
    GradingSettings settings = properties.gradings();
    return new GradingPolicy(
        settings.tests(),
        settings.submissions(),
        settings.parallelism() == 0
            ? Runtime.getRuntime().availableProcessors()
            : settings.parallelism(),
        bytes(settings.shown()),
        settings.longest());
  }

  @Bean
  OriginPolicy originPolicy(ServiceProperties properties) {
    return new OriginPolicy(properties.allowedOrigins());
  }

  @Bean
  Heartbeats heartbeats(ServiceProperties properties) {
    return new Heartbeats(properties.heartbeat(), properties.silence());
  }

  private static int bytes(DataSize size) {
    return Math.toIntExact(size.toBytes());
  }
}
