package io.serpentarium.service.core.admission;

final class NoOtherNodesTest implements OtherNodesContract {

  @Override
  public OtherNodes others() {
    return OtherNodes.NONE;
  }
}
