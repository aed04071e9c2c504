package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.engine.InterruptionMode;
import io.serpentarium.sandbox.engine.jni.JniEngine;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests one real sandbox, shared by all of a run and closed at its end. */
public final class SandboxExtension implements ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(SandboxExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Sandbox.class;
  }

  @Override
  public Sandbox resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(Shared.class, key -> new Shared(start(4)), Shared.class)
        .sandbox();
  }

  /** Starts a sandbox with the compile cache that all tests share. */
  static PythonSandbox start(int poolSize) {
    Path cache = Path.of(System.getProperty("java.io.tmpdir"), "serpentarium-test-cache");
    return new PythonSandbox(
        JniEngine.withCache(cache, InterruptionMode.EPOCH, JniEngine.DEFAULT_TICK),
        PythonSandboxOptions.withCache(cache).withPoolSize(poolSize));
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

  static ExecutionResult await(io.serpentarium.sandbox.Execution execution) {
    try {
      return execution.result().toCompletableFuture().get(60, TimeUnit.SECONDS);
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
