package io.serpentarium.service.cluster;

import org.junit.jupiter.api.BeforeEach;

/** Two pods that share a Redis: one is looked at, and the other does what others do. */
abstract class TwoPods extends RedisFixture {

  private TestPod pod;
  private TestPod other;

  @BeforeEach
  void startPods() {
    pod = new TestPod(link(), "a");
    other = new TestPod(link(), "b");
  }

  final TestPod pod() {
    return pod;
  }

  final TestPod other() {
    return other;
  }
}
