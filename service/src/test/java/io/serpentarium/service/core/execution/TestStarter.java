package io.serpentarium.service.core.execution;

import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.service.core.admission.CpuBudget;
import io.serpentarium.service.core.admission.ExecutionAdmission;
import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.LocalBuckets;
import io.serpentarium.service.core.admission.MemoryPressure;
import io.serpentarium.service.core.admission.Occupancy;
import io.serpentarium.service.core.admission.Quota;
import io.serpentarium.service.core.admission.Sharing;
import io.serpentarium.service.core.tenancy.TenantQuotas;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import reactor.core.scheduler.Schedulers;

/** Makes what starts executions, for tests that need no whole service. */
public final class TestStarter {

  private static final long PLENTY = 1L << 40;

  private TestStarter() {}

  /** Returns one for which there is always room. */
  public static ExecutionStarter of(MeterRegistry meters) {
    return new ExecutionStarter(
        new ExecutionAdmission(
            new CpuBudget(new LocalBuckets(TimeMeter.SYSTEM_MILLISECONDS)),
            new Occupancy(Quota.EXECUTIONS, TenantQuotas::executions),
            Ledger.of(new Sharing(false), PLENTY, PLENTY),
            new MemoryPressure(0, () -> PLENTY, () -> 0)),
        new ExecutionMeters(meters),
        workers());
  }

  /** Returns workers of which one is always free. */
  public static Workers workers() {
    return new Workers(TestStarter::schedule, TestStarter::schedule);
  }

  /** Returns ids as the service makes them. */
  public static Ids ids() {
    return new Ids(RandomGenerator.getDefault());
  }

  /** Returns the runs of a sandbox, for which there is always room. */
  public static PrivateRuns runs(Sandbox sandbox) {
    return new PrivateRuns(
        new SessionOpener(sandbox), of(new SimpleMeterRegistry()), workers(), ids());
  }

  /** Returns the templates of a sandbox. */
  public static Templates templates(Sandbox sandbox, Map<String, List<String>> imports) {
    return new Templates(
        sandbox, new TemplatePolicy(imports, 0), Ledger.of(new Sharing(false), PLENTY, PLENTY));
  }

  /** Returns what opens the sessions of a sandbox. */
  public static SessionOpener opener(Sandbox sandbox) {
    return new SessionOpener(sandbox);
  }

  private static void schedule(String owner, Runnable task) {
    Schedulers.boundedElastic().schedule(task);
  }
}
