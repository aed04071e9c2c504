package io.serpentarium.sandbox.engine.support;

import io.serpentarium.sandbox.engine.Trap;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stops one guest, whose code polls, by taking its polling page away. Where the kernel has user
 * faults, its thread can also be held at a poll for a checkpoint.
 *
 * <p>While it is held it counts as in a host function: a kill waits until it goes on, and ends it
 * then.
 */
public abstract class PollStop implements GuestStop {

  private final PageRevocation revocation;
  private final GuestGate gate;
  private final GuestDeadline deadline;
  private final DeadlineWatch watch;
  private final Optional<UserFaults> faults;
  private UserFaults.@Nullable Page page;
  private volatile @Nullable Consumer<Throwable> failed;
  private volatile @Nullable Runnable checkpoint;
  private volatile boolean requested;

  /**
   * Creates the stop of an instance that is yet to be made.
   *
   * @param watch the engine's watch, which enforces the deadline
   * @param faults the engine's faults, if it has checkpoints
   */
  protected PollStop(
      MemoryProtection protection, DeadlineWatch watch, Optional<UserFaults> faults) {
    this.revocation = new PageRevocation(protection);
    this.gate = new GuestGate(new LettingPass());
    this.deadline = new GuestDeadline(gate);
    this.watch = watch;
    this.faults = faults;
  }

  /** Makes guest code trap, even where it stands still and no visitor has come yet. */
  private final class LettingPass implements Stopper {

    @Override
    public void stop() {
      revocation.stop();
      UserFaults.Page held = page;
      if (held != null) {
        held.disarm();
      }
    }

    @Override
    public void restore() {
      revocation.restore();
    }
  }

  @Override
  public final GuestGate gate() {
    return gate;
  }

  @Override
  public final void cover(long base, Consumer<Throwable> failure) {
    revocation.cover(base);
    failed = failure;
    page = faults.map(some -> some.new Page(base, this::visit)).orElse(null);
  }

  @Override
  public final void uncover() {
    UserFaults.Page covered = page;
    if (covered != null) {
      covered.release();
    }
  }

  @Override
  public final void setDeadline(Duration fromNow) {
    deadline.set(fromNow);
  }

  /** {@inheritDoc} A request before is forgotten. */
  @Override
  public final void setCheckpoint(Runnable task) {
    UserFaults.Page covered = requirePage();
    checkpoint = task;
    requested = false;
    covered.disarm();
  }

  @Override
  public final void requestCheckpoint() {
    UserFaults.Page covered = requirePage();
    requested = true;
    gate.whileAlive(covered::arm);
  }

  private UserFaults.Page requirePage() {
    UserFaults.Page covered = page;
    if (covered == null) {
      throw new UnsupportedOperationException("a poll only traps here");
    }
    return covered;
  }

  /** Runs the checkpoint while the guest's thread is held at a poll. */
  private void visit() {
    try {
      gate.beginVisit();
      requested = false;
      Runnable task = checkpoint;
      if (task != null) {
        task.run();
      }
      gate.endVisit();
    } catch (Throwable e) {
      Consumer<Throwable> failure = failed;
      if (failure != null) {
        failure.accept(e);
      }
      gate.stopVisited(Trap.Kind.KILLED);
    } finally {
      requirePage().release();
    }
    if (requested) {
      requestCheckpoint();
    }
  }

  @Override
  public final void callBegins() {
    watch.begin(deadline);
  }

  @Override
  public final void callEnds() {
    watch.end(deadline);
  }
}
