package io.serpentarium.sandbox;

/** An account that refuses nothing. */
enum UnlimitedAccount implements MemoryAccount {
  INSTANCE;

  @Override
  public void acquire(Use use, long bytes) {}

  @Override
  public void release(Use use, long bytes) {}
}
