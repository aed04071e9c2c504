package io.serpentarium.service;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;
import reactor.test.StepVerifier;

/** Proves that the proof works: every other test runs with BlockHound watching the event loops. */
class BlockingTest {

  @Test
  void blockingOnAnEventLoopFails() {
    LoopResources loops = LoopResources.create("watched");
    Mono<Boolean> blocked =
        Mono.<Boolean>create(
            sink ->
                loops
                    .onServer(true)
                    .execute(
                        () -> {
                          try {
                            sink.success(new CountDownLatch(1).await(1, TimeUnit.MILLISECONDS));
                          } catch (Throwable e) {
                            sink.error(e);
                          }
                        }));
    StepVerifier.create(blocked.doFinally(end -> loops.dispose()))
        .expectError(BlockingOperationError.class)
        .verify();
  }
}
