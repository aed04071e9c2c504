package io.serpentarium.service.app;

import io.serpentarium.sandbox.engine.EngineException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Reports in one line, without a stack trace, why the engine that was asked for does not run. */
final class EngineFailureAnalyzer extends AbstractFailureAnalyzer<EngineException> {

  @Override
  protected FailureAnalysis analyze(Throwable root, EngineException cause) {
    return new FailureAnalysis(
        cause.getMessage(), "Mend that, or choose another engine: --engine=ffm or jni.", cause);
  }
}
