package io.serpentarium.service.session;

import io.serpentarium.sandbox.SessionFiles;
import io.serpentarium.service.execution.Workers;
import io.serpentarium.service.tenancy.CurrentTenant;
import java.util.List;
import java.util.function.Function;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/**
 * Reads and writes the files of sessions. Relative paths are below {@code /sandbox}.
 *
 * <p>Everything fails with {@link SessionNotFoundException} when there is no such session, with
 * {@link io.serpentarium.sandbox.SessionLostException} when its state is gone, and with {@link
 * io.serpentarium.sandbox.SessionFileException} when its file system refuses.
 */
@Service
public final class SessionFileService {

  private final SessionRegistry registry;
  private final StorageQuota storage;
  private final Workers workers;

  SessionFileService(SessionRegistry registry, StorageQuota storage, Workers workers) {
    this.registry = registry;
    this.storage = storage;
    this.workers = workers;
  }

  /**
   * Writes a whole file and gives whether it is new. Fails with {@link
   * io.serpentarium.service.quota.QuotaExceededException} as well.
   */
  public Mono<Boolean> write(String sessionId, String path, byte[] content) {
    return CurrentTenant.with(
        tenant ->
            workers.call(
                () -> {
                  SessionFiles files = registry.find(tenant, sessionId).use().files();
                  storage.require(tenant, content.length);
                  return files.write(path, content);
                }));
  }

  /** Reads a whole file. */
  public Mono<byte[]> read(String sessionId, String path) {
    return with(sessionId, files -> files.read(path));
  }

  /** Removes a file. */
  public Mono<Void> delete(String sessionId, String path) {
    return CurrentTenant.with(
        tenant -> workers.run(() -> registry.find(tenant, sessionId).use().files().delete(path)));
  }

  /** Lists everything below {@code /sandbox}, in path order. */
  public Mono<List<SessionFiles.Entry>> list(String sessionId) {
    return with(sessionId, SessionFiles::list);
  }

  private <T> Mono<T> with(String sessionId, Function<SessionFiles, T> operation) {
    return CurrentTenant.with(
        tenant ->
            workers.call(() -> operation.apply(registry.find(tenant, sessionId).use().files())));
  }
}
