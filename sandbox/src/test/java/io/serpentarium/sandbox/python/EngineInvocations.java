package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.engine.TestEngine;
import io.serpentarium.sandbox.engine.TestEngines;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One run of a test class for each of {@link TestEngines#ALL}, and in workers where {@link
 * InWorkersToo} asks for it.
 */
final class EngineInvocations implements ClassTemplateInvocationContextProvider {

  private static final boolean ALL_IN_WORKERS =
      "all".equals(System.getProperty("serpentarium.in-workers"));

  @Override
  public boolean supportsClassTemplate(ExtensionContext context) {
    return true;
  }

  @Override
  public Stream<ClassTemplateInvocationContext> provideClassTemplateInvocationContexts(
      ExtensionContext context) {
    Stream<ClassTemplateInvocationContext> engines = TestEngines.ALL.stream().map(OnEngine::new);
    InWorkersToo workers = context.getRequiredTestClass().getAnnotation(InWorkersToo.class);
    return workers != null && (workers.always() || ALL_IN_WORKERS)
        ? Stream.concat(engines, Stream.of(new WorkerSandboxes()))
        : engines;
  }

  /** A run on one of them. */
  record OnEngine(TestEngine engine) implements ClassTemplateInvocationContext {

    @Override
    public String getDisplayName(int invocationIndex) {
      return engine.toString();
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(new SandboxExtension(engine));
    }
  }
}
