package io.serpentarium.service.app;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.engine.InterruptionMode;
import io.serpentarium.sandbox.engine.ffm.CpuTarget;
import io.serpentarium.service.confinement.Confinement;
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
 * What an operator may set, below {@code serpentarium}.
 *
 * @param engine that runs them
 * @param tenants who may use the service; without any it is in local mode
 * @param limits of what programs may use
 * @param sessions how many, and for how long
 * @param snapshots how many, and how large
 * @param executions how many at once
 * @param gradings how large
 * @param pool instances made ahead
 * @param memory that may be promised
 * @param caps of what requests may hold
 * @param workers threads for short blocking calls
 * @param cacheDirectory where the compiled module is kept between starts
 * @param wheelhouse a folder of pure wheels that every session can import; by default there is none
 * @param templates by their names, the modules that each has imported, separated by commas: what
 *     sessions and programs can start from beside {@code python} and {@code science}
 * @param extensionsAhead whether extension modules are compiled in the background from the start
 *     on; otherwise when they are first imported
 * @param heartbeat time between two signs of life on a quiet stream
 * @param silence time after which a WebSocket is closed from which nothing came, not even the
 *     answer to a ping
 * @param requestTimeout time for a request to come in whole
 * @param answerTimeout time for a client to take the next part of an answer
 * @param allowedOrigins origins of web pages that may call the service, such as {@code
 *     https://example.org}
 * @param allowedHosts names beside the loopback's own by which a service without tenants may be
 *     called
 * @param connections most connections of clients at once; by default, and at most, as many as there
 *     are descriptors beside those of sessions and executions
 * @param confinement whether the process gives up at its start what it never needs
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
    @DefaultValue("auto") Confinement.Mode confinement) {

  /**
   * What runs the guests.
   *
   * @param name of the engine that runs the guests; also as {@code --engine}
   * @param interruption how guests that run are reached, or null for polls where there are any;
   *     also as {@code --engine.interruption}
   * @param library the file of libwasmtime; by default it is looked for in the cache directory
   * @param cpu which processors the module is compiled for
   */
  public record EngineSettings(
      @DefaultValue("auto") EngineChoice name,
      @Nullable InterruptionMode interruption,
      @Nullable Path library,
      @DefaultValue("host") CpuTarget cpu) {}

  /**
   * Where tenants are configured: in a file, which is read again when it changes, or inline; or the
   * key of the only one.
   *
   * @param file file of the tenants in JSON, as the command make-key writes it
   * @param inline the tenants in the same JSON, instead of a file
   * @param key any text, the key of the only tenant, {@code default}; also as {@code
   *     SERPENTARIUM_API_KEY}
   * @param audience whom JSON Web Tokens have to be made for
   * @param secret secret with which keys are kept as HMAC; by default that of the file beside it
   */
  public record TenantSettings(
      @Nullable Path file,
      @Nullable String inline,
      @Nullable String key,
      @Nullable String secret,
      @DefaultValue("serpentarium") String audience) {

    /** Whether there is a key of the only tenant. */
    boolean hasKey() {
      return key != null && !key.isBlank();
    }

    /** Does not show the secret. */
    @Override
    public String toString() {
      return "TenantSettings[file=%s]".formatted(file);
    }
  }

  /**
   * What programs may use: for each {@link Limit} a duration or a size, such as {@code
   * limits.usual.wall-time=30s} or {@code limits.maximum.memory=256MB}.
   *
   * @param usual for requests that name no limit; those left out are {@link Limits#DEFAULT}'s
   * @param maximum that a request may name; those left out are {@link #HIGHEST}'s
   */
  public record LimitSettings(
      @DefaultValue Map<Limit, String> usual, @DefaultValue Map<Limit, String> maximum) {

    /** What a request may name where the operator says nothing. */
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
   * How many sessions, and for how long.
   *
   * @param maximum most sessions on this node
   * @param idleTimeout time after which an unused session ends
   * @param maximumIdleTimeout longest idle timeout that a request may name
   * @param history executions that can be undone in a session whose request names none
   * @param maximumHistory longest history that a request may name; each costs the pages that an
   *     execution changes
   * @param checkpoint when a session's state is kept for other nodes and its request says nothing
   * @param hibernateAfter time of disuse after which a session's memory is kept compressed
   * @param reapInterval how often expired and idle sessions are looked for
   * @param streamPatience how long a program whose stream broke off goes on, and its events are
   *     kept
   * @param drain how long executions may go on when the service is told to stop; 3 s or more below
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
   * What clients may keep.
   *
   * @param maximum most snapshots on this node
   * @param total most bytes of all snapshots; by default half of what tenants may hold outside of
   *     the Java heap, 1 GiB at the most
   * @param content most bytes of a snapshot that is downloaded or uploaded
   */
  public record SnapshotSettings(
      @DefaultValue("1000") @Min(0) int maximum,
      @Nullable DataSize total,
      @DefaultValue("32MB") DataSize content) {}

  /**
   * The number of executions.
   *
   * @param maximum most executions at once, waiting ones included
   * @param share of those executions that a tenant may have whose entry names no number
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
   * @param parallelism tests of a grading that run at once; 0 for as many as there are processors
   * @param shown most of what the tests of a grading write to stdout and to stderr, in its answer
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
   */
  public record PoolSettings(@DefaultValue("8") @Min(0) @Max(1000) int size) {}

  /**
   * What tenants may hold outside of the Java heap.
   *
   * @param budget most memory of all sessions and snapshots, with the limits of all that runs; by
   *     default all that the machine or the container has beside the Java heap and the reserve
   * @param overcommit how many times the budget may be promised: programs seldom take all that they
   *     may; with 1 every promise can be kept
   * @param reserve memory for the JVM beside its heap; nothing new is admitted while less is free,
   *     or less than a sixteenth of the machine
   */
  public record MemorySettings(
      @Nullable DataSize budget,
      @DefaultValue("2") @DecimalMin("0.1") double overcommit,
      @DefaultValue("256MB") DataSize reserve) {

    /** Returns the bytes that may be promised on a machine of so many, a heap of some of them. */
    long budget(long machine, long heap) {
      long bytes =
          budget == null
              ? Math.max(machine / 4, machine - heap - reserve.toBytes())
              : budget.toBytes();
      return (long) (bytes * overcommit);
    }
  }

  /**
   * What requests may hold.
   *
   * @param body most bytes of a request's JSON
   * @param code most bytes of a program, in UTF-8
   * @param file most bytes of a file that is uploaded, and of all files that a program brings back
   * @param frame most bytes of a frame of a WebSocket
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

  /** Which adapter runs the guests. */
  public enum EngineChoice {
    /** {@link #FFM} when its library is in the cache, else {@link #JNI}. */
    AUTO,
    /** libwasmtime by java.lang.foreign: a current Wasmtime. */
    FFM,
    /** wasmtime-java, which brings its library along. */
    JNI
  }
}
