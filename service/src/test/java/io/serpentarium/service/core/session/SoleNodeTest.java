package io.serpentarium.service.core.session;

final class SoleNodeTest implements PlacementContract, StateKeeperContract {

  private final SoleNode node = new SoleNode();

  @Override
  public Placement placement() {
    return node;
  }

  @Override
  public StateKeeper keeper() {
    return node;
  }

  @Override
  public SessionRecord place(Checkpoint checkpoint) {
    return TestSessions.record("ses_1", OWNER, 1, checkpoint);
  }
}
