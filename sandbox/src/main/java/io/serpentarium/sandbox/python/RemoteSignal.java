package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.engine.Instance;

/**
 * A signal that other threads write into the memory of a guest that runs. The guest's own update of
 * the same word may undo it, so the guest is reminded until it has taken it.
 */
final class RemoteSignal implements GuestSignal {

  private final Instance instance;
  private final ControlBlock control;
  private boolean raised;

  RemoteSignal(Instance instance, ControlBlock control) {
    this.instance = instance;
    this.control = control;
  }

  @Override
  public void raise() {
    raised = instance.whileAlive(control::raiseSignal);
  }

  @Override
  public void nudge() {
    raised = instance.whileAlive(control::nudge);
  }

  @Override
  public boolean pending() {
    raised = raised && control.signalPending();
    return raised;
  }

  @Override
  public void repeat() {
    if (raised) {
      instance.whileAlive(this::remind);
    }
  }

  private void remind() {
    if (pending()) {
      control.remindOfSignal();
    }
  }

  @Override
  public void clear() {
    raised = false;
    instance.whileAlive(control::clearSignal);
  }
}
