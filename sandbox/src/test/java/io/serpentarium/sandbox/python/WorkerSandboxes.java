package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.engine.TestEngine;
import io.serpentarium.sandbox.engine.TestEngines;
import io.serpentarium.sandbox.engine.ffm.CpuTarget;
import io.serpentarium.sandbox.engine.ffm.LibWasmtime;
import io.serpentarium.sandbox.remote.front.Isolation;
import io.serpentarium.sandbox.remote.front.RemoteSandbox;
import io.serpentarium.sandbox.remote.front.WorkerOptions;
import io.serpentarium.sandbox.remote.worker.WorkerSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests a sandbox whose sessions are in one worker, shared by all of a run. */
public final class WorkerSandboxes
    implements ClassTemplateInvocationContext,
        BeforeClassTemplateInvocationCallback,
        ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(WorkerSandboxes.class);
  private static final TestEngine ENGINE = TestEngines.named("ffm/poll");

  /** Starts a sandbox, which the caller closes. */
  public static RemoteSandbox start(Isolation isolation) {
    return start(isolation, SandboxExtension.options().withPoolSize(4));
  }

  /** Starts a sandbox whose workers have some options; the caller closes it. */
  public static RemoteSandbox start(Isolation isolation, PythonSandboxOptions options) {
    ENGINE.adapter().require();
    Path library = LibWasmtime.find(TestCache.folder("")).orElseThrow();
    return new RemoteSandbox(
        isolation,
        WorkerOptions.of(new WorkerSettings(library, ENGINE.mode(), CpuTarget.HOST, options)));
  }

  @Override
  public String getDisplayName(int invocationIndex) {
    return "in workers";
  }

  @Override
  public List<Extension> getAdditionalExtensions() {
    return List.of(this);
  }

  @Override
  public void beforeClassTemplateInvocation(ExtensionContext context) {
    ENGINE.adapter().require();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return Stream.of(Sandbox.class, TestEngine.class)
        .anyMatch(parameter.getParameter().getType()::equals);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    if (parameter.getParameter().getType() == TestEngine.class) {
      return ENGINE;
    }
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(
            "sandbox",
            key -> new Shared(start(new Isolation(Isolation.Scope.SHARED, 1))),
            Shared.class)
        .sandbox();
  }

  private record Shared(Sandbox sandbox) implements AutoCloseable {

    @Override
    public void close() {
      sandbox.close();
    }
  }
}
