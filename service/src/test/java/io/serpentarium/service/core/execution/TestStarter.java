package io.serpentarium.service.core.execution;

import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.MeterRegistry;
import io.serpentarium.service.core.admission.CpuBudget;
import io.serpentarium.service.core.admission.ExecutionAdmission;
import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.LocalBuckets;
import io.serpentarium.service.core.admission.MemoryPressure;
import io.serpentarium.service.core.admission.Occupancy;
import io.serpentarium.service.core.admission.Quota;
import io.serpentarium.service.core.admission.Sharing;
import io.serpentarium.service.core.tenancy.TenantQuotas;
import reactor.core.scheduler.Schedulers;

/** Makes starters of executions for tests that need no whole service. */
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
        new Workers(TestStarter::schedule, TestStarter::schedule));
  }

  private static void schedule(String owner, Runnable task) {
    Schedulers.boundedElastic().schedule(task);
  }
}
