package io.serpentarium.service.app;

import io.github.bucket4j.TimeMeter;
import io.serpentarium.service.core.admission.Buckets;
import io.serpentarium.service.core.admission.CpuBudget;
import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.LocalBuckets;
import io.serpentarium.service.core.admission.Occupancy;
import io.serpentarium.service.core.admission.OtherNodes;
import io.serpentarium.service.core.admission.Quota;
import io.serpentarium.service.core.admission.RequestRate;
import io.serpentarium.service.core.admission.Sharing;
import io.serpentarium.service.core.execution.LocalResults;
import io.serpentarium.service.core.execution.ResultStore;
import io.serpentarium.service.core.scheduling.Loops;
import io.serpentarium.service.core.tenancy.TenantQuotas;
import io.serpentarium.service.core.tenancy.TenantStore;
import io.serpentarium.service.edge.idempotency.IdempotencyStore;
import io.serpentarium.service.edge.idempotency.LocalIdempotency;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Counts what tenants use, in this process. */
@Configuration(proxyBeanMethods = false)
class QuotaConfiguration {

  @Bean
  @ConditionalOnSoleNode
  Buckets buckets() {
    return new LocalBuckets(TimeMeter.SYSTEM_MILLISECONDS);
  }

  /** Shares the node's places between tenants where there are some. */
  @Bean
  Sharing sharing(TenantStore tenants) {
    return new Sharing(tenants.isShared());
  }

  @Bean
  RequestRate requestRate(Buckets buckets) {
    return new RequestRate(buckets);
  }

  @Bean
  CpuBudget cpuBudget(Buckets buckets) {
    return new CpuBudget(buckets);
  }

  @Bean
  @ConditionalOnSoleNode
  OtherNodes otherNodes() {
    return OtherNodes.NONE;
  }

  @Bean
  Occupancy executions(OtherNodes others) {
    return new Occupancy(
        Quota.EXECUTIONS, TenantQuotas::executionsHere, TenantQuotas::executions, others);
  }

  @Bean
  Occupancy sessions() {
    return new Occupancy(Quota.SESSIONS, TenantQuotas::sessions);
  }

  @Bean
  @ConditionalOnSoleNode
  IdempotencyStore idempotencyStore(Clock clock) {
    return new LocalIdempotency(clock, LocalIdempotency.MOST_RECORDS, LocalIdempotency.MOST_BYTES);
  }

  @Bean
  @ConditionalOnSoleNode
  ResultStore resultStore(Ledger ledger, Clock clock, Loops loops) {
    return new LocalResults(ledger, clock, loops, ResultStore.MOST_RESULTS, ResultStore.MOST_BYTES);
  }
}
