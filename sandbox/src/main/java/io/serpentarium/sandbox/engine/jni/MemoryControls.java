package io.serpentarium.sandbox.engine.jni;

import io.github.kawamuray.wasmtime.Store;
import io.serpentarium.sandbox.engine.Capability;
import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.engine.support.DeadlineWatch;
import io.serpentarium.sandbox.engine.support.GuestDeadline;
import io.serpentarium.sandbox.engine.support.GuestGate;
import io.serpentarium.sandbox.engine.support.MemoryProtection;
import io.serpentarium.sandbox.engine.support.MemoryRevocation;
import java.time.Duration;
import java.util.Set;

/** Guest code runs unchecked and loses its memory when it must stop. */
final class MemoryControls implements GuestControls {

  private final MemoryProtection protection = MemoryProtection.ofPlatform();
  private final DeadlineWatch watch;

  MemoryControls(Duration tick) {
    this.watch = new DeadlineWatch(tick);
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.KILL);
  }

  @Override
  public GuestControl control() {
    return new Control(new MemoryRevocation(protection), watch);
  }

  @Override
  public void close() {
    watch.close();
  }

  private static final class Control implements GuestControl {

    private final MemoryRevocation revocation;
    private final GuestGate gate;
    private final GuestDeadline deadline;
    private final DeadlineWatch watch;

    Control(MemoryRevocation revocation, DeadlineWatch watch) {
      this.revocation = revocation;
      this.gate = new GuestGate(revocation);
      this.deadline = new GuestDeadline(gate);
      this.watch = watch;
    }

    @Override
    public GuestGate gate() {
      return gate;
    }

    @Override
    public void prepare(Store<Void> store) {}

    @Override
    public void cover(GuestMemory memory, long base) {
      revocation.cover(memory, base, MemoryExtent.RESERVED_BYTES);
    }

    @Override
    public void setDeadline(Duration fromNow) {
      deadline.set(fromNow);
    }

    @Override
    public void callBegins() {
      watch.begin(deadline);
    }

    @Override
    public void callEnds() {
      watch.end(deadline);
    }
  }
}
