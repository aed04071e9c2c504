package io.serpentarium.service.core.session;

import io.serpentarium.service.core.tenancy.Tenant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The catalogue of a node that is alone: it has every session there is. */
public final class LocalCatalogue implements SessionCatalogue {

  private final LocalSessions local;

  public LocalCatalogue(LocalSessions local) {
    this.local = local;
  }

  @Override
  public SessionInfo find(Tenant tenant, String id) {
    return local.info(tenant, id);
  }

  @Override
  public List<SessionInfo> list(Tenant tenant, @Nullable Cursor after, int limit) {
    return local.list(tenant, after, limit);
  }

  @Override
  public boolean removeUnheld(Tenant tenant, String id) {
    return false;
  }
}
