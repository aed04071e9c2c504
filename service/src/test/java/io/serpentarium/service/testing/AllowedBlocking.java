package io.serpentarium.service.testing;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Locks that an event loop may wait for, because their holders release them immediately: those of
 * the tests' own inboxes and of Netty's allocator. Without this a test fails, and a buffer leaks,
 * whenever two threads meet there.
 */
public final class AllowedBlocking implements BlockHoundIntegration {

  private static final String ALLOCATOR = "io.netty.buffer.AdaptivePoolingAllocator";

  /** Made by the service loader. */
  public AllowedBlocking() {}

  @Override
  public void applyTo(BlockHound.Builder builder) {
    builder
        .allowBlockingCallsInside(Inbox.class.getName(), "add")
        .allowBlockingCallsInside(ALLOCATOR, "allocate")
        .allowBlockingCallsInside(ALLOCATOR + "$AdaptiveByteBuf", "capacity")
        .allowBlockingCallsInside(ALLOCATOR + "$AdaptiveByteBuf", "deallocate");
  }
}
