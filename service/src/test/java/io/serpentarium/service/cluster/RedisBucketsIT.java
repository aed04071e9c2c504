package io.serpentarium.service.cluster;

import io.github.bucket4j.TimeMeter;
import io.serpentarium.service.core.admission.Buckets;
import io.serpentarium.service.core.admission.BucketsContract;
import io.serpentarium.service.core.admission.LocalBuckets;
import org.junit.jupiter.api.BeforeEach;

/** {@link RedisBuckets} as its port wants it; {@link SharedQuotasIT} has two of them. */
class RedisBucketsIT extends RedisFixture implements BucketsContract {

  private RedisBuckets buckets;

  @BeforeEach
  void start() {
    buckets = new RedisBuckets(link(), new LocalBuckets(TimeMeter.SYSTEM_MILLISECONDS));
  }

  @Override
  public Buckets buckets() {
    return buckets;
  }
}
