package io.serpentarium.service.app;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.engine.InterruptionMode;
import io.serpentarium.sandbox.engine.ffm.CpuTarget;
import io.serpentarium.service.confinement.Confinement;
import io.serpentarium.service.confinement.Isolation;
import io.serpentarium.service.core.session.Checkpoint;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The settings of the service, below {@code serpentarium}.
 *
 * @param engine the engine that runs the guests
 * @param tenants the tenants; without any the service is in local mode
 * @param limits the limits of programs
 * @param sessions the number of sessions, and their timeouts
 * @param snapshots the number and the size of snapshots
 * @param executions the number of executions
 * @param gradings the size of gradings
 * @param pool instances made ahead
 * @param memory memory that tenants may have together
 * @param caps the size of requests
 * @param workers threads for short blocking calls
 * @param cacheDirectory the directory in which the compiled module is kept between starts
 * @param wheelhouse a directory of pure wheels that every session can import; by default there is
 *     none
 * @param templates modules, separated by commas, that each template has imported, by the template's
 *     name; sessions and programs can start from these besides {@code python} and {@code science}
 * @param extensionsAhead whether extension modules are compiled and templates made in the
 *     background from the start on; otherwise, and templates where tenants have less than 1 GiB,
 *     when first used
 * @param heartbeat time between two heartbeats on a quiet stream
 * @param silence time after which a WebSocket is closed if nothing came from the client, not even
 *     the answer to a ping
 * @param requestTimeout time in which a request must arrive completely
 * @param answerTimeout time in which a client must take the next part of an answer
 * @param allowedOrigins origins of web pages that may call the service, such as {@code
 *     https://example.org}
 * @param allowedHosts names besides the loopback's own by which a service without tenants may be
 *     called
 * @param connections most concurrent connections of clients; by default, and at most, as many as
 *     descriptors are left by sessions and executions
 * @param confinement whether the process gives up at its start the system calls that it never needs
 * @param isolation whether guests run in sealed worker processes: none, those that tenants share,
 *     or one for each tenant that has sessions; needs the engine ffm on Linux
 * @param workerProcesses the worker processes, if guests run in such
 */
@Validated
@ConfigurationProperties("serpentarium")
public record ServiceProperties(
    @Valid @DefaultValue EngineSettings engine,
    @Valid @DefaultValue TenantSettings tenants,
    @Valid @DefaultValue LimitSettings limits,
    @Valid @DefaultValue SessionSettings sessions,
    @Valid @DefaultValue SnapshotSettings snapshots,
    @Valid @DefaultValue ExecutionSettings executions,
    @Valid @DefaultValue GradingSettings gradings,
    @Valid @DefaultValue PoolSettings pool,
    @Valid @DefaultValue MemorySettings memory,
    @Valid @DefaultValue CapSettings caps,
    @Valid @DefaultValue WorkerSettings workers,
    @NotNull Path cacheDirectory,
    @Nullable Path wheelhouse,
    @DefaultValue Map<String, List<String>> templates,
    @DefaultValue("true") boolean extensionsAhead,
    @DefaultValue("15s") @DurationMin(millis = 10) Duration heartbeat,
    @DefaultValue("2m") @DurationMin(millis = 10) Duration silence,
    @DefaultValue("60s") @DurationMin(millis = 10) Duration requestTimeout,
    @DefaultValue("5m") @DurationMin(millis = 10) Duration answerTimeout,
    @DefaultValue Set<String> allowedOrigins,
    @DefaultValue Set<String> allowedHosts,
    @Nullable @Min(1) Integer connections,
    @DefaultValue("auto") Confinement.Mode confinement,
    @DefaultValue("none") Isolation isolation,
    @Valid @DefaultValue WorkerProcessSettings workerProcesses) {

  /**
   * The worker processes.
   *
   * @param maximum the number of workers that tenants share, or the most that tenants have; one
   *     more is kept ready for the next tenant
   * @param heap the most Java heap of a worker
   * @param linger the time for which a tenant's worker stays without sessions
   */
  public record WorkerProcessSettings(
      @DefaultValue("2") @Min(1) int maximum,
      @DefaultValue("192MB") DataSize heap,
      @DefaultValue("1m") @DurationMin(millis = 0) Duration linger) {}

  /**
   * The engine that runs the guests.
   *
   * @param name the engine that runs the guests; also as {@code --engine}
   * @param interruption the way to interrupt running guests; by default polls if the engine has
   *     them; also as {@code --engine.interruption}
   * @param library the file of libwasmtime; by default it is looked for in the cache directory
   * @param cpu the processors for which the module is compiled
   */
  public record EngineSettings(
      @DefaultValue("auto") EngineChoice name,
      @Nullable InterruptionMode interruption,
      @Nullable Path library,
      @DefaultValue("host") CpuTarget cpu) {}

  /**
   * The tenants: in a file, which is read again when it changes, or inline; or the key of a single
   * tenant.
   *
   * @param file the file of the tenants in JSON, as the command make-key writes it
   * @param inline the tenants in the same JSON, instead of a file
   * @param key the key of the single tenant {@code default}, any text; also as {@code
   *     SERPENTARIUM_API_KEY}
   * @param audience the audience that JSON Web Tokens must name
   * @param secret the secret for the HMACs of keys; by default that in the file next to the
   *     tenants'
   */
  public record TenantSettings(
      @Nullable Path file,
      @Nullable String inline,
      @Nullable String key,
      @Nullable String secret,
      @DefaultValue("serpentarium") String audience) {

    /** Returns whether the key of a single tenant is set. */
    boolean hasKey() {
      return key != null && !key.isBlank();
    }

    /** Returns a text without the secret. */
    @Override
    public String toString() {
      return "TenantSettings[file=%s]".formatted(file);
    }
  }

  /**
   * The limits of programs: for each {@link Limit} a duration or a size, such as {@code
   * limits.usual.wall-time=30s} or {@code limits.maximum.memory=256MB}.
   *
   * @param usual limits of requests that name none; those left out are {@link Limits#DEFAULT}'s
   * @param maximum highest limits that a request may name; those left out are {@link #HIGHEST}'s
   */
  public record LimitSettings(
      @DefaultValue Map<Limit, String> usual, @DefaultValue Map<Limit, String> maximum) {

    /** The highest limits that a request may name if the operator sets none. */
    static final Limits HIGHEST =
        new Limits(
            Map.of(
                Limit.WALL_TIME, 300_000L,
                Limit.CPU_TIME, 60_000L,
                Limit.MEMORY, 256L << 20,
                Limit.OUTPUT, 16L << 20,
                Limit.DISK, 256L << 20));

    /** Returns the limits of requests that name none. */
    Limits usualLimits() {
      return Limits.DEFAULT.with(parsed(usual));
    }

    /** Returns the highest limits that a request may name. */
    Limits highestLimits() {
      return HIGHEST.with(parsed(maximum));
    }

    private static Map<Limit, Long> parsed(Map<Limit, String> texts) {
      Map<Limit, Long> parsed = new EnumMap<>(Limit.class);
      texts.forEach((limit, text) -> parsed.put(limit, parse(limit, text)));
      return parsed;
    }

    private static long parse(Limit limit, String text) {
      return limit.isTime()
          ? DurationStyle.detectAndParse(text).toMillis()
          : DataSize.parse(text).toBytes();
    }
  }

  /**
   * The number of sessions, and their timeouts.
   *
   * @param maximum most sessions on this node
   * @param idleTimeout time after which an unused session ends
   * @param maximumIdleTimeout longest idle timeout that a request may name
   * @param history executions that can be undone in a session whose request names none
   * @param maximumHistory longest history that a request may name; each entry costs the pages that
   *     an execution changes
   * @param checkpoint when the state of a session is kept for other nodes if its request names none
   * @param hibernateAfter time after which the memory of an unused session is compressed
   * @param reapInterval interval of looking for expired and idle sessions
   * @param streamPatience time for which a program goes on, and its events are kept, after its
   *     stream broke off
   * @param drain time for which executions may go on when the service stops; 3 s or more below
   *     {@code spring.lifecycle.timeout-per-shutdown-phase}
   */
  public record SessionSettings(
      @DefaultValue("1000") @Min(1) int maximum,
      @DefaultValue("30m") @DurationMin(millis = 1) Duration idleTimeout,
      @DefaultValue("24h") @DurationMin(millis = 1) Duration maximumIdleTimeout,
      @DefaultValue("0") @Min(0) @Max(SessionOptions.MAX_HISTORY) int history,
      @DefaultValue("20") @Min(0) @Max(SessionOptions.MAX_HISTORY) int maximumHistory,
      @DefaultValue("after_execution") Checkpoint checkpoint,
      @DefaultValue("5m") @DurationMin(millis = 1) Duration hibernateAfter,
      @DefaultValue("1s") @DurationMin(millis = 1) Duration reapInterval,
      @DefaultValue("5s") @DurationMin(millis = 1) Duration streamPatience,
      @DefaultValue("20s") @DurationMin(millis = 0) Duration drain) {}

  /**
   * The number and the size of snapshots.
   *
   * @param maximum most snapshots on this node
   * @param total most bytes of all snapshots; by default half of the memory that tenants may have
   *     outside of the Java heap, 1 GiB at the most
   * @param content most bytes of a snapshot that is downloaded or uploaded
   */
  public record SnapshotSettings(
      @DefaultValue("1000") @Min(0) int maximum,
      @Nullable DataSize total,
      @DefaultValue("32MB") DataSize content) {}

  /**
   * The number of executions.
   *
   * @param maximum most concurrent executions, waiting ones included
   * @param share part of those executions for a tenant whose entry names no number
   */
  public record ExecutionSettings(
      @DefaultValue("256") @Min(1) int maximum,
      @DefaultValue("0.5") @DecimalMin("0") @DecimalMax("1") double share) {

    /** Returns the share as a number, 1 or more. */
    public long tenantShare() {
      return Math.max(1, (long) (maximum * share));
    }
  }

  /**
   * The size of gradings.
   *
   * @param tests most tests of a grading
   * @param parallelism tests of a grading that run in parallel; 0 for as many as there are
   *     processors
   * @param shown most of the stdout and stderr of a grading's tests that its answer shows
   * @param submissions most submissions of a batch
   * @param longest time that the tests of a grading may take together; the rest is skipped
   */
  public record GradingSettings(
      @DefaultValue("1000") @Min(1) int tests,
      @DefaultValue("0") @Min(0) int parallelism,
      @DefaultValue("8MB") DataSize shown,
      @DefaultValue("1000") @Min(1) int submissions,
      @DefaultValue("10m") Duration longest) {}

  /**
   * Instances made ahead.
   *
   * @param size instances of Python that are held ready; 0 for none
   * @param templateSize instances that are held ready of each template, beyond those; 0 for none
   */
  public record PoolSettings(
      @DefaultValue("8") @Min(0) @Max(1000) int size,
      @DefaultValue("2") @Min(0) @Max(1000) int templateSize) {}

  /**
   * The memory that tenants may have outside of the Java heap.
   *
   * @param budget most memory of all sessions and snapshots, with the limits of all that runs; by
   *     default all memory of the machine or container except the Java heap and the reserve
   * @param overcommit multiple of the budget that may be promised, since programs seldom use all
   *     that they may; with 1 every promise can be kept
   * @param reserve memory for the JVM outside of its heap; nothing new is admitted while less is
   *     free, or less than a sixteenth of the machine
   */
  public record MemorySettings(
      @Nullable DataSize budget,
      @DefaultValue("2") @DecimalMin("0.1") double overcommit,
      @DefaultValue("448MB") DataSize reserve) {

    /**
     * Returns the bytes that may be promised on a machine of some size with a Java heap of some
     * size.
     */
    long budget(long machine, long heap) {
      long bytes =
          budget == null
              ? Math.max(machine / 4, machine - heap - reserve.toBytes())
              : budget.toBytes();
      return (long) (bytes * overcommit);
    }
  }

  /**
   * The size of requests.
   *
   * @param body most bytes of a request's JSON
   * @param code most bytes of a program, in UTF-8
   * @param file most bytes of an uploaded file, and of all files that a program returns
   * @param frame most bytes of a WebSocket frame
   */
  public record CapSettings(
      @DefaultValue("8MB") DataSize body,
      @DefaultValue("1MB") DataSize code,
      @DefaultValue("16MB") DataSize file,
      @DefaultValue("2MB") DataSize frame) {}

  /**
   * Threads for short blocking calls.
   *
   * @param threads most threads for interactive calls, and as many for bulk work
   * @param queue most calls of one tenant that wait for either
   */
  public record WorkerSettings(
      @DefaultValue("16") @Min(1) int threads, @DefaultValue("1000") @Min(1) int queue) {}

  /** The adapter that runs the guests. */
  public enum EngineChoice {
    /** {@link #FFM} when its library is in the cache, else {@link #JNI}. */
    AUTO,
    /** libwasmtime by java.lang.foreign: a current Wasmtime. */
    FFM,
    /** wasmtime-java, which brings its library along. */
    JNI
  }
}
