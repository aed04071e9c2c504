package io.serpentarium.service.core.session;

import io.serpentarium.service.core.tenancy.Tenant;

final class LocalCatalogueTest implements SessionCatalogueContract {

  private final TestSessions sessions = new TestSessions();
  private final SessionCatalogue catalogue = new LocalCatalogue(sessions.local());

  @Override
  public SessionCatalogue catalogue() {
    return catalogue;
  }

  @Override
  public void place(Tenant owner, String id, long second) {
    SessionRecord session = TestSessions.record(id, owner, second, Checkpoint.NEVER);
    sessions.adopt(owner, session, Placement.FIRST_EPOCH);
  }
}
