package io.serpentarium.service.core.session;

import io.serpentarium.service.core.tenancy.Tenant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The directory of a node that is alone: it has every session there is. */
public final class SoleNode implements SessionDirectory {

  @Override
  public void register(Tenant tenant, List<? extends HeldSession> sessions) {}

  @Override
  public void requireHeld(HeldSession session) {}

  @Override
  public void changed(HeldSession session) {}

  @Override
  public CompletionStage<?> ended(HeldSession session) {
    return CompletableFuture.completedStage(null);
  }

  @Override
  public void forget(HeldSession session) {}

  @Override
  public Optional<SessionRecord> find(Tenant tenant, String id) {
    return Optional.empty();
  }

  @Override
  public boolean remove(Tenant tenant, String id) {
    return false;
  }

  @Override
  public Optional<List<SessionInfo>> list(Tenant tenant, @Nullable Position after, int limit) {
    return Optional.empty();
  }
}
