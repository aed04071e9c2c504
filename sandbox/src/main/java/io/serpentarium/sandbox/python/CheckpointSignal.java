package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.engine.Instance;

/** A signal that is raised while the guest is between two of its instructions: without a race. */
final class CheckpointSignal implements GuestSignal {

  private final Instance instance;
  private final ControlBlock control;
  private boolean requested;
  private boolean nudged;
  private boolean raised;

  /** A signal of an instance whose checkpoint asks whether it is {@link #pending}. */
  CheckpointSignal(Instance instance, ControlBlock control) {
    this.instance = instance;
    this.control = control;
  }

  @Override
  public void raise() {
    requested = true;
    instance.requestCheckpoint();
  }

  @Override
  public void nudge() {
    nudged = true;
    instance.requestCheckpoint();
  }

  @Override
  public boolean pending() {
    if (requested || nudged) {
      if (requested) {
        control.raiseSignal();
      } else {
        control.nudge();
      }
      requested = false;
      nudged = false;
      raised = true;
    }
    raised = raised && control.signalPending();
    return raised;
  }

  /** The system may have refused to hold the guest at first. */
  @Override
  public void repeat() {
    if (requested) {
      instance.requestCheckpoint();
    }
  }

  @Override
  public void clear() {
    requested = false;
    nudged = false;
    raised = false;
    instance.whileAlive(control::clearSignal);
  }
}
