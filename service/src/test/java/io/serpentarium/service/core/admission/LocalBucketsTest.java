package io.serpentarium.service.core.admission;

import io.github.bucket4j.TimeMeter;

final class LocalBucketsTest implements BucketsContract {

  private final Buckets buckets = new LocalBuckets(TimeMeter.SYSTEM_MILLISECONDS);

  @Override
  public Buckets buckets() {
    return buckets;
  }
}
