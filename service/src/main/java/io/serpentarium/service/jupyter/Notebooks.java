package io.serpentarium.service.jupyter;

import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.TenantCache;
import io.serpentarium.service.core.scheduling.Loop;
import io.serpentarium.service.core.scheduling.Loops;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * The notebooks for which kernels work, as clients have named them to this node. No notebook is
 * stored here. Thread-safe.
 */
@Component
@OpenDoor(Door.JUPYTER)
final class Notebooks implements AutoCloseable {

  private static final Duration KEPT = Duration.ofDays(30);
  private static final Duration EXPIRY = Duration.ofMinutes(1);

  /** Each notebook is there by its kernel and by its path. */
  private static final int MOST_ENTRIES = 4_000;

  private static final long MOST_BYTES = 8L << 20;
  private static final long BASE_BYTES = 512;

  /** The prefix of paths in keys, which no session's id has. */
  private static final String PATH = "path:";

  private final TenantCache<Notebook> kept;
  private final Loop expiry;

  Notebooks(Ledger ledger, Clock clock, Loops loops) {
    this.kept = new TenantCache<>(ledger, clock, KEPT, MOST_ENTRIES, MOST_BYTES);
    this.expiry = loops.start("jupyter", EXPIRY, kept::expire);
  }

  /**
   * A notebook, or something else that uses a kernel.
   *
   * @param session the id of the session whose kernel works for it
   * @param path the client's path of it
   * @param type the client's name for its type: {@code notebook}, {@code console}
   */
  record Notebook(String session, String path, String name, String type) {

    /** The notebook of a kernel for which none was named. */
    static Notebook unknown(String session) {
      return new Notebook(session, KernelId.kernel(session), "", "kernel");
    }

    Notebook with(Optional<String> newPath, Optional<String> newName, Optional<String> newType) {
      return new Notebook(
          session, newPath.orElse(path), newName.orElse(name), newType.orElse(type));
    }

    private long bytes() {
      return BASE_BYTES + 2L * (path.length() + name.length() + type.length());
    }
  }

  /**
   * Keeps the notebook of a kernel.
   *
   * @throws io.serpentarium.service.core.admission.QuotaExceededException if the tenant's memory is
   *     used up
   */
  void put(Tenant tenant, Notebook notebook) {
    kept.put(tenant, notebook.session(), notebook, notebook.bytes());
    kept.put(tenant, PATH + notebook.path(), notebook, notebook.bytes());
  }

  /** Returns the notebook of a kernel. */
  Notebook of(Tenant tenant, String session) {
    return kept.get(tenant, session).orElseGet(() -> Notebook.unknown(session));
  }

  /** The notebook of a path that has, or had, a kernel. */
  Optional<Notebook> at(Tenant tenant, String path) {
    return kept.get(tenant, PATH + path)
        .map(notebook -> of(tenant, notebook.session()))
        .filter(notebook -> notebook.path().equals(path));
  }

  /** Forgets a kernel that has ended. */
  void forget(Tenant tenant, String session) {
    kept.remove(tenant, session).ifPresent(notebook -> kept.remove(tenant, PATH + notebook.path()));
  }

  @Override
  public void close() {
    expiry.close();
  }
}
