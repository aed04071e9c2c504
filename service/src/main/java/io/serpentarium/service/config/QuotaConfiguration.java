package io.serpentarium.service.config;

import io.github.bucket4j.TimeMeter;
import io.serpentarium.service.idempotency.IdempotencyStore;
import io.serpentarium.service.idempotency.LocalIdempotency;
import io.serpentarium.service.quota.Buckets;
import io.serpentarium.service.quota.CpuBudget;
import io.serpentarium.service.quota.LocalBuckets;
import io.serpentarium.service.quota.Occupancy;
import io.serpentarium.service.quota.OtherNodes;
import io.serpentarium.service.quota.Quota;
import io.serpentarium.service.quota.RequestRate;
import io.serpentarium.service.tenancy.TenantQuotas;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Counts what tenants use, in this process. */
@Configuration(proxyBeanMethods = false)
class QuotaConfiguration {

  private static final int ANSWERS = 10_000;
  private static final long ANSWER_BYTES = 64L << 20;

  @Bean
  @ConditionalOnSoleNode
  Buckets buckets() {
    return new LocalBuckets(TimeMeter.SYSTEM_MILLISECONDS);
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
    return new LocalIdempotency(clock, ANSWERS, ANSWER_BYTES);
  }
}
