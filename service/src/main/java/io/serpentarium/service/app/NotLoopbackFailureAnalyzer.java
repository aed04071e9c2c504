package io.serpentarium.service.app;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Reports in one line, without a stack trace, why the service does not start. */
final class NotLoopbackFailureAnalyzer extends AbstractFailureAnalyzer<NotLoopbackException> {

  @Override
  protected FailureAnalysis analyze(Throwable root, NotLoopbackException cause) {
    return new FailureAnalysis(cause.getMessage(), "Set it to 127.0.0.1, or set SERPENTARIUM_API_KEY to a key.", cause);
  }
}
