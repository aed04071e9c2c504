package io.serpentarium.sandbox.engine.jni;

import io.github.kawamuray.wasmtime.Engine;
import io.github.kawamuray.wasmtime.Store;
import io.serpentarium.sandbox.engine.Capability;
import io.serpentarium.sandbox.engine.Engine.Enforcement;
import io.serpentarium.sandbox.engine.support.EpochTicker;
import io.serpentarium.sandbox.engine.support.GuestGate;
import io.serpentarium.sandbox.engine.support.Stopper;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Guest code looks at the engine's epoch: a deadline ends it, and nothing else does. */
final class EpochControls implements GuestControls {

  private final EpochTicks ticks;
  private final EpochTicker ticker;

  /** Creates the controls on an engine handle, which they own from now on. */
  EpochControls(Engine engine, Duration tick) {
    this.ticks = new EpochTicks(tick);
    this.ticker = new EpochTicker(engine::incrementEpoch, engine::close, tick);
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of();
  }

  @Override
  public GuestControl control() {
    return new Control(ticks);
  }

  @Override
  public Enforcement enforcement() {
    return ticker.enforcement();
  }

  @Override
  public void close() {
    ticker.close();
  }

  private static final class Control implements GuestControl {

    private static final String NO_CHECKPOINTS = "a deadline only traps here";

    private final EpochTicks ticks;
    private final GuestGate gate = new GuestGate(Stopper.NONE);
    private @Nullable Store<Void> store;

    Control(EpochTicks ticks) {
      this.ticks = ticks;
    }

    @Override
    public GuestGate gate() {
      return gate;
    }

    @Override
    public void prepare(Store<Void> prepared) {
      store = prepared;
      prepared.setEpochDeadline(EpochTicks.NEVER);
    }

    @Override
    public void cover(long base, Consumer<Throwable> failure) {}

    @Override
    public void setDeadline(Duration fromNow) {
      Objects.requireNonNull(store).setEpochDeadline(ticks.after(fromNow));
    }

    @Override
    public void setCheckpoint(Runnable checkpoint) {
      throw new UnsupportedOperationException(NO_CHECKPOINTS);
    }

    @Override
    public void requestCheckpoint() {
      throw new UnsupportedOperationException(NO_CHECKPOINTS);
    }

    @Override
    public void callBegins() {}

    @Override
    public void callEnds() {}
  }
}
