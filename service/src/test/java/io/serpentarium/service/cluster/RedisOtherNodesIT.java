package io.serpentarium.service.cluster;

import io.serpentarium.service.core.admission.OtherNodes;
import io.serpentarium.service.core.admission.OtherNodesContract;

/** {@link RedisOtherNodes} of one pod; {@link SharedQuotasIT} has two of them. */
class RedisOtherNodesIT extends RedisFixture implements OtherNodesContract {

  @Override
  public OtherNodes others() {
    return new RedisOtherNodes(link(), new Pod("one", "http://127.0.0.1"));
  }
}
