package io.serpentarium.sandbox.linking;

import io.serpentarium.sandbox.engine.Engine;
import io.serpentarium.sandbox.engine.EngineException;
import io.serpentarium.sandbox.engine.SideModule;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The side modules that guests may have linked, by their hashes, and nothing else. Each is verified
 * and compiled once, when it is first wanted or ahead of that. Thread-safe.
 */
public final class SideCatalogue implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SideCatalogue.class);

  private static final String UNKNOWN =
      "this extension module is not among those that may be loaded";

  private final Loader loader;
  private final Executor compiling;
  private final String refusal;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private volatile boolean closed;

  /** Verifies and compiles. */
  @FunctionalInterface
  private interface Loader {
    Side load(byte[] wasm) throws LinkException;
  }

  /** A module that was compiled. */
  record Side(SideImage image, SideModule module) {}

  private static final class Entry {
    final SideSource source;
    @Nullable CompletableFuture<Side> side;

    Entry(SideSource source) {
      this.source = source;
    }
  }

  /**
   * A catalogue.
   *
   * @param main the module that they are linked with
   * @param compiling runs what takes seconds a module
   */
  public SideCatalogue(
      Engine engine, MainModule main, Collection<SideSource> sources, Executor compiling) {
    this(
        wasm -> new Side(SideVerifier.verify(wasm, main), engine.compileSide(wasm)),
        compiling,
        UNKNOWN);
    sources.forEach(source -> entries.putIfAbsent(source.sha256(), new Entry(source)));
  }

  private SideCatalogue(Loader loader, Executor compiling, String refusal) {
    this.loader = loader;
    this.compiling = compiling;
    this.refusal = refusal;
  }

  /** An empty catalogue, which gives programs the reason. */
  public static SideCatalogue refusing(String why) {
    return new SideCatalogue(
        wasm -> {
          throw new LinkException(why);
        },
        Runnable::run,
        why);
  }

  /** Returns whether there is a module of a hash. */
  public boolean has(String sha256) {
    return entries.containsKey(sha256);
  }

  /**
   * Begins to compile all of them.
   *
   * @return completes when none is under way any more, whether or not it can be used
   */
  public CompletableFuture<?> compileAhead() {
    return CompletableFuture.allOf(
        entries.values().stream()
            .map(entry -> side(entry).handle((side, failure) -> side))
            .toArray(CompletableFuture[]::new));
  }

  /**
   * A module, or why there is none as a {@link LinkException}, as soon as that is known.
   *
   * @throws LinkException if there will never be
   */
  CompletableFuture<Side> find(String sha256) throws LinkException {
    Entry entry = entries.get(sha256);
    if (entry == null) {
      throw new LinkException(refusal);
    }
    return side(entry);
  }

  private CompletableFuture<Side> side(Entry entry) {
    synchronized (entry) {
      CompletableFuture<Side> known = entry.side;
      if (known == null) {
        known = CompletableFuture.supplyAsync(() -> load(entry.source), compiling);
        entry.side = known;
      }
      return known;
    }
  }

  private Side load(SideSource source) {
    long began = System.nanoTime();
    try {
      if (closed) {
        throw new LinkException("the sandbox is closed");
      }
      Side side = loader.load(source.content().get());
      LOG.info(
          "The extension module {} is ready after {} ms",
          source.name(),
          Duration.ofNanos(System.nanoTime() - began).toMillis());
      return side;
    } catch (LinkException | EngineException | UncheckedIOException e) {
      LOG.error("The extension module {} cannot be used", source.name(), e);
      throw new CompletionException(
          new LinkException("%s cannot be used: %s".formatted(source.name(), e.getMessage()), e));
    }
  }

  /** Deletes the compiled modules, having waited for those under way. No guest runs any more. */
  @Override
  public void close() {
    closed = true;
    entries.values().stream()
        .flatMap(entry -> taken(entry).stream())
        .map(side -> side.handle((made, failure) -> made).thenAccept(SideCatalogue::close))
        .forEach(CompletableFuture::join);
  }

  private static Optional<CompletableFuture<Side>> taken(Entry entry) {
    synchronized (entry) {
      Optional<CompletableFuture<Side>> side = Optional.ofNullable(entry.side);
      entry.side = null;
      return side;
    }
  }

  private static void close(@Nullable Side side) {
    if (side != null) {
      side.module().close();
    }
  }
}
