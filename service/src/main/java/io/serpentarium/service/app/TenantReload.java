package io.serpentarium.service.app;

import io.serpentarium.service.core.scheduling.Loop;
import io.serpentarium.service.core.scheduling.Loops;
import io.serpentarium.service.core.tenancy.ConfiguredTenants;
import io.serpentarium.service.core.tenancy.TenantStore;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Reloads configured tenants often enough that a suspension takes effect within a second. */
@Component
final class TenantReload implements SmartLifecycle {

  private static final Duration INTERVAL = Duration.ofMillis(500);

  private final TenantStore store;
  private final Loops loops;
  private volatile @Nullable Loop loop;

  TenantReload(TenantStore store, Loops loops) {
    this.store = store;
    this.loops = loops;
  }

  @Override
  public void start() {
    if (store instanceof ConfiguredTenants tenants) {
      loop = loops.start("tenants", INTERVAL, tenants::reload);
    }
  }

  @Override
  public void stop() {
    Loop last = loop;
    loop = null;
    if (last != null) {
      last.close();
    }
  }

  @Override
  public boolean isRunning() {
    return loop != null;
  }
}
