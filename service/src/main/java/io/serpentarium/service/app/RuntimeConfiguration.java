package io.serpentarium.service.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.service.app.ServiceProperties.MemorySettings;
import io.serpentarium.service.app.ServiceProperties.WorkerSettings;
import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.MemoryPressure;
import io.serpentarium.service.core.admission.Quota;
import io.serpentarium.service.core.admission.Sharing;
import io.serpentarium.service.core.execution.Ids;
import io.serpentarium.service.core.execution.Workers;
import io.serpentarium.service.core.scheduling.FairPool;
import io.serpentarium.service.core.scheduling.Loops;
import io.serpentarium.service.core.tenancy.TenantStore;
import io.serpentarium.service.v1.Node;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the clock, the ids and the threads. */
@Configuration(proxyBeanMethods = false)
class RuntimeConfiguration {

  /** The age of the last check of running executions' limits at which the node counts as broken. */
  private static final Duration WATCHDOG_PATIENCE = Duration.ofSeconds(30);

  /**
   * The divisor of the machine's memory that gives the part below which nothing new is admitted.
   */
  private static final int LAST = 16;

  /** The time for which a reading of the machine's memory is reused. */
  private static final Duration MEMORY_AGE = Duration.ofMillis(50);

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

  @Bean(destroyMethod = "close")
  FairPool interactivePool(ServiceProperties properties, TenantStore tenants) {
    return pool("worker", properties.workers(), tenants);
  }

  @Bean(destroyMethod = "close")
  FairPool bulkPool(ServiceProperties properties, TenantStore tenants) {
    return pool("bulk", properties.workers(), tenants);
  }

  /** Makes a pool; with several tenants, each gets at most half of the threads. */
  private static FairPool pool(String name, WorkerSettings settings, TenantStore tenants) {
    int threads = settings.threads();
    int share = tenants.isShared() ? threads / 2 : threads;
    return new FairPool(threads, share, settings.queue(), name);
  }

  @Bean
  Workers workers(FairPool interactivePool, FairPool bulkPool) {
    return new Workers(interactivePool, bulkPool);
  }

  /** Threads that carry sessions' states to where they are kept, two for each processor. */
  @Bean(destroyMethod = "shutdown")
  ExecutorService keepers() {
    int threads = 2 * Runtime.getRuntime().availableProcessors();
    return Executors.newFixedThreadPool(threads, Thread.ofPlatform().name("keeper-", 0).factory());
  }

  @Bean
  Loops loops(MeterRegistry registry, Sandbox sandbox) {
    Loops loops = new Loops(registry, System::nanoTime);
    loops.watch(
        "watchdog",
        () -> sandbox.statistics().sinceWatchdogTick().compareTo(WATCHDOG_PATIENCE) > 0);
    loops.watch(
        "deadlines",
        () -> sandbox.statistics().sinceDeadlineTick().compareTo(WATCHDOG_PATIENCE) > 0);
    return loops;
  }

  @Bean
  MachineMemory machineMemory() {
    return MachineMemory.here();
  }

  /**
   * Makes the ledger. Tenants may have half of the heap: the rest is for the JVM itself and for
   * data that no tenant sizes. Outside of the heap, they may have the machine's memory except the
   * heap and the reserve, of which a newcomer always finds enough for an execution with the usual
   * limits.
   */
  @Bean
  Ledger ledger(
      ServiceProperties properties,
      MachineMemory machine,
      Sharing sharing,
      MeterRegistry registry) {
    MemorySettings settings = properties.memory();
    long heap = Runtime.getRuntime().maxMemory();
    long budget = settings.budget(machine.total(), heap);
    long newcomer = properties.limits().usualLimits().memoryBytes() * 5 / 4;
    return new Ledger(
            sharing.of(Quota.MEMORY, heap / 2), sharing.of(Quota.MEMORY, budget, newcomer))
        .measuredBy(registry);
  }

  @Bean
  MemoryPressure memoryPressure(
      ServiceProperties properties, MachineMemory machine, MeterRegistry registry) {
    return new MemoryPressure(
            Math.min(properties.memory().reserve().toBytes(), machine.total() / LAST),
            MachineMemory.remembered(machine::available, MEMORY_AGE.toNanos()),
            MachineMemory.remembered(machine::stalled, MEMORY_AGE.toNanos()))
        .measuredBy(registry);
  }

  @Bean
  Node node(ObjectProvider<BuildProperties> build) {
    return new Node(
        "serpentarium",
        build.stream().map(BuildProperties::getVersion).findFirst().orElse("development"));
  }
}
