package io.serpentarium.sandbox;

import java.time.Duration;

/** An account that refuses nothing. */
enum UnlimitedAccount implements MemoryAccount, CpuAccount {
  INSTANCE;

  @Override
  public void acquire(Use use, long bytes) {}

  @Override
  public void release(Use use, long bytes) {}

  @Override
  public void requireLeft() {}

  @Override
  public void charge(Duration cpuTime) {}
}
