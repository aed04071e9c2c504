package io.serpentarium.sandbox.hostile;

import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.engine.Instance;
import io.serpentarium.sandbox.engine.SideModules;
import java.time.Duration;
import java.util.function.Supplier;

/** An instance whose calls a {@link Forgery} tampers with. */
record ForgedInstance(Instance inner, Supplier<Forgery> forgery) implements Instance {

  @Override
  public int call(String export, int... arguments) {
    Forgery present = forgery.get();
    present.before(export, inner);
    return present.after(export, inner.call(export, arguments), inner);
  }

  @Override
  public GuestMemory memory() {
    return inner.memory();
  }

  @Override
  public boolean whileAlive(Runnable access) {
    return inner.whileAlive(access);
  }

  @Override
  public void growMemory(long bytes) {
    inner.growMemory(bytes);
  }

  @Override
  public void setMemoryLimit(long bytes) {
    inner.setMemoryLimit(bytes);
  }

  @Override
  public boolean exceedsMemoryLimit() {
    return inner.exceedsMemoryLimit();
  }

  @Override
  public void setDeadline(Duration fromNow) {
    inner.setDeadline(fromNow);
  }

  @Override
  public void setCheckpoint(Runnable checkpoint) {
    inner.setCheckpoint(checkpoint);
  }

  @Override
  public void requestCheckpoint() {
    inner.requestCheckpoint();
  }

  @Override
  public SideModules sides() {
    return inner.sides();
  }

  @Override
  public void kill() {
    inner.kill();
  }

  @Override
  public void close() {
    inner.close();
  }
}
