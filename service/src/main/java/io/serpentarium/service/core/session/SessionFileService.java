package io.serpentarium.service.core.session;

import io.serpentarium.sandbox.FileBytes;
import io.serpentarium.sandbox.SessionFiles;
import io.serpentarium.service.core.execution.Workers;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Tenant;
import java.util.function.Function;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reads and writes the files of sessions. Relative paths are below {@code /sandbox}.
 *
 * <p>Everything fails with {@link FailureCode#SESSION_NOT_FOUND} when there is no such session,
 * with {@link io.serpentarium.sandbox.SessionLostException} if its state is lost, and with {@link
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
   * Writes a whole file, as its parts come, and gives whether it is new. Quotas hold for what has
   * come so far; the session sees the file when all of it is there. Fails with {@link
   * io.serpentarium.service.core.admission.QuotaExceededException} as well.
   */
  public Mono<Boolean> write(String sessionId, String path, Flux<byte[]> parts) {
    return CurrentTenant.with(
        tenant ->
            Mono.usingWhen(
                workers.call(() -> upload(tenant, sessionId)),
                upload -> fill(upload, parts).then(workers.call(() -> upload.commit(path))),
                upload -> Mono.fromRunnable(upload::close),
                (upload, failure) -> Mono.fromRunnable(upload::close),
                upload -> Mono.fromRunnable(() -> workers.runUnheard(upload::close))));
  }

  private Upload upload(Tenant tenant, String sessionId) {
    return new Upload(tenant, registry.find(tenant, sessionId).touch(), storage);
  }

  private Mono<Void> fill(Upload upload, Flux<byte[]> parts) {
    return parts
        .concatMap(part -> upload.append(part) ? workers.run(upload::count) : Mono.empty(), 1)
        .then();
  }

  /** Returns a whole file as it is now. */
  public Mono<FileBytes> read(String sessionId, String path) {
    return with(sessionId, files -> files.open(path));
  }

  /** Removes a file. */
  public Mono<Void> delete(String sessionId, String path) {
    return CurrentTenant.with(
        tenant -> workers.run(() -> delete(registry.find(tenant, sessionId), path)));
  }

  /** Removes a file, or a directory with all that is in it. */
  public Mono<Void> deleteTree(String sessionId, String path) {
    return change(
            sessionId,
            files -> {
              files.deleteTree(path);
              return true;
            })
        .then();
  }

  /** Makes a directory and those above it, and gives whether it is new. */
  public Mono<Boolean> makeDirectory(String sessionId, String path) {
    return change(sessionId, files -> files.makeDirectory(path));
  }

  /** Moves a file or a directory, as {@link SessionFiles#move} does. */
  public Mono<Void> move(String sessionId, String from, String to) {
    return change(
            sessionId,
            files -> {
              files.move(from, to);
              return true;
            })
        .then();
  }

  /**
   * Lists the entries below {@code /sandbox}, in path order.
   *
   * @param prefix the prefix of the paths
   * @param after the path after which the page begins, or empty
   * @param limit the most entries to return
   */
  public Mono<FilePage> list(String sessionId, String prefix, String after, int limit) {
    return with(sessionId, files -> FilePage.of(files.list(prefix, after, limit + 1), limit));
  }

  private static void delete(LiveSession session, String path) {
    var _ =
        session
            .use()
            .change(
                files -> {
                  files.delete(path);
                  return path;
                });
  }

  private Mono<Boolean> change(String sessionId, Function<SessionFiles, Boolean> change) {
    return CurrentTenant.with(
        tenant -> workers.call(() -> registry.find(tenant, sessionId).use().change(change)));
  }

  private <T> Mono<T> with(String sessionId, Function<SessionFiles, T> operation) {
    return CurrentTenant.with(
        tenant ->
            workers.call(() -> operation.apply(registry.find(tenant, sessionId).use().files())));
  }
}
