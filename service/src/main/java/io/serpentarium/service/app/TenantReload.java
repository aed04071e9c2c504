package io.serpentarium.service.app;

import io.serpentarium.service.core.execution.Workers;
import io.serpentarium.service.core.tenancy.ConfiguredTenants;
import io.serpentarium.service.core.tenancy.TenantStore;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;

/** Has configured tenants look every second whether they have changed. */
@Component
final class TenantReload implements SmartLifecycle {

  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final TenantStore store;
  private final Workers workers;
  private volatile Disposable round = Disposables.disposed();

  TenantReload(TenantStore store, Workers workers) {
    this.store = store;
    this.workers = workers;
  }

  @Override
  public void start() {
    if (store instanceof ConfiguredTenants tenants) {
      round = workers.every(INTERVAL, tenants::reload);
    }
  }

  @Override
  public void stop() {
    round.dispose();
  }

  @Override
  public boolean isRunning() {
    return !round.isDisposed();
  }
}
