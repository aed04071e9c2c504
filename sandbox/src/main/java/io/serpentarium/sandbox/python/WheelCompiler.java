package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiles the sources of wheels, so that no session has to. Each wheel is compiled once, in a
 * session of its own; the result is kept in the cache folder.
 */
final class WheelCompiler implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WheelCompiler.class);

  private static final Limits LIMITS =
      new Limits(Duration.ofMinutes(30), Duration.ofMinutes(20), 256L << 20, 1 << 20, 1L << 30);

  /**
   * The program that compiles a wheel. A module that does not compile is left out: its import then
   * reports the reason.
   */
  private static final String PROGRAM =
      """
      from importlib._bootstrap_external import _code_to_hash_pyc, cache_from_source
      from importlib.util import source_hash
      from zipfile import ZipFile

      with ZipFile('wheel.whl') as wheel, ZipFile('bytecode.zip', 'w') as bytecode:
          bytecode.writestr('__pycache__/', b'')
          for name in wheel.namelist():
              if not name.endswith('.py'):
                  continue
              source = wheel.read(name)
              path = '/lib/python3.13/site-packages/' + name
              try:
                  code = compile(source, path, 'exec', dont_inherit=True)
              except (SyntaxError, ValueError, RecursionError, MemoryError):
                  continue
              bytecode.writestr(cache_from_source(name), _code_to_hash_pyc(code, source_hash(source), False))
      """;

  private final Path cache;
  private final String interpreter;
  private final Supplier<Sandbox> sandboxes;
  private @Nullable Sandbox sandbox;

  /**
   * A compiler.
   *
   * @param cache a folder of our own
   * @param interpreter names the interpreter that the bytecode is for
   * @param sandboxes gives one to compile in, asked at the first wheel that is not in the cache
   */
  WheelCompiler(Path cache, String interpreter, Supplier<Sandbox> sandboxes) {
    this.cache = cache;
    this.interpreter = interpreter;
    this.sandboxes = sandboxes;
  }

  /**
   * Returns the bytecode of a wheel: a zip of {@code __pycache__} folders next to the sources'
   * places.
   *
   * @throws IllegalArgumentException if the wheel cannot be read
   */
  byte[] compile(Wheel wheel) {
    Path kept = cache.resolve("%s-%.16s-bytecode.zip".formatted(wheel.sha256(), interpreter));
    try {
      if (Files.isRegularFile(kept)) {
        return Files.readAllBytes(kept);
      }
    } catch (IOException e) {
      LOG.warn("Cannot read {}: {}", kept, e.toString());
    }
    LOG.info("Compiling {}", wheel.name());
    byte[] bytecode = compileAnew(wheel);
    keep(bytecode, kept);
    return bytecode;
  }

  private byte[] compileAnew(Wheel wheel) {
    if (sandbox == null) {
      sandbox = sandboxes.get();
    }
    try (Session session = sandbox.open(SessionOptions.withLimits(LIMITS))) {
      session.files().write("wheel.whl", wheel.content());
      ExecutionResult result =
          session.execute(ExecutionRequest.cell(PROGRAM)).result().toCompletableFuture().join();
      if (!(result.outcome() instanceof Outcome.Completed)) {
        throw new IllegalArgumentException("it does not compile: " + result.outcome());
      }
      return session.files().read("bytecode.zip");
    }
  }

  private static void keep(byte[] bytecode, Path target) {
    try {
      Path unfinished = Files.createTempFile(target.toAbsolutePath().getParent(), "wheel", null);
      Files.write(unfinished, bytecode);
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.warn("Cannot keep {} for the next start: {}", target, e.toString());
    }
  }

  @Override
  public void close() {
    if (sandbox != null) {
      sandbox.close();
    }
  }
}
