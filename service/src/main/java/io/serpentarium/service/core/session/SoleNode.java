package io.serpentarium.service.core.session;

import io.serpentarium.service.core.tenancy.Tenant;
import java.util.List;

/** A single node: its sessions are its own, and no other could go on with a state. */
public final class SoleNode implements Placement, StateKeeper {

  @Override
  public void register(Tenant tenant, List<SessionRecord> sessions) {}

  @Override
  public void requireHeld(String id, long epoch) {}

  @Override
  public void forget(String id, long epoch) {}

  @Override
  public boolean isDue(SessionRecord session, long epoch) {
    return false;
  }

  @Override
  public void keep(SessionRecord session, long epoch, StateExport state) {}
}
