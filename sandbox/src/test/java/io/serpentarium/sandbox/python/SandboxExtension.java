package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.engine.TestEngine;
import io.serpentarium.sandbox.engine.TestEngines;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.extension.BeforeClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests an engine configuration and one sandbox on it, shared by all of a run and closed at
 * its end. Where this machine cannot run the engine they are skipped or fail. {@link OnEveryEngine}
 * takes all configurations in turn.
 */
public final class SandboxExtension
    implements BeforeClassTemplateInvocationCallback, ParameterResolver {

  private static final int PATIENCE_SECONDS = 60;
  private static final Namespace NAMESPACE = Namespace.create(SandboxExtension.class);

  /** The files of each cache, which a run verifies once: that takes 0.35 s. */
  private static final Map<Path, ArtifactFiles> FILES = new ConcurrentHashMap<>();

  private final TestEngine engine;

  /** Gives tests the engine that others are compared with. */
  SandboxExtension() {
    this(TestEngines.ALL.getFirst());
  }

  SandboxExtension(TestEngine engine) {
    this.engine = engine;
  }

  @Override
  public void beforeClassTemplateInvocation(ExtensionContext context) {
    engine.adapter().require();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Sandbox.class || type == TestEngine.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    if (parameter.getParameter().getType() == TestEngine.class) {
      return engine;
    }
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(engine, key -> new Shared(SandboxExtension.start(engine, 4)), Shared.class)
        .sandbox();
  }

  /** Starts a sandbox with the compile cache that all tests share. */
  static PythonSandbox start(TestEngine engine, int poolSize) {
    return start(engine, options().withPoolSize(poolSize));
  }

  /** Starts a sandbox on the engine that others are compared with. */
  static PythonSandbox start(int poolSize) {
    return start(TestEngines.ALL.getFirst(), poolSize);
  }

  /** Starts a sandbox on the engine that others are compared with. */
  static PythonSandbox start(PythonSandboxOptions options) {
    return start(TestEngines.ALL.getFirst(), options);
  }

  /** Starts a sandbox with a compile cache in the options' directory. */
  static PythonSandbox start(TestEngine engine, PythonSandboxOptions options) {
    Path cache = options.cacheDirectory();
    PythonArtifacts artifacts =
        PythonArtifacts.load(FILES.computeIfAbsent(cache, ArtifactFiles::new));
    return new PythonSandbox(engine.open(cache), options, artifacts);
  }

  /** The defaults, with the cache that all tests share. */
  static PythonSandboxOptions options() {
    return PythonSandboxOptions.withCache(TestEngine.sharedCache());
  }

  static Session open(Sandbox sandbox) {
    return sandbox.open(SessionOptions.withLimits(Limits.DEFAULT));
  }

  static ExecutionResult run(Session session, String code) {
    return run(session, ExecutionRequest.cell(code));
  }

  static ExecutionResult run(Session session, ExecutionRequest request) {
    return await(session.execute(request));
  }

  static ExecutionResult await(Execution execution) {
    try {
      return execution.result().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("the execution did not end", e);
    }
  }

  private record Shared(Sandbox sandbox) implements AutoCloseable {

    @Override
    public void close() {
      sandbox.close();
    }
  }
}
