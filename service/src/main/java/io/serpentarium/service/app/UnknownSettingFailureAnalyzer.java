package io.serpentarium.service.app;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Reports without a stack trace which setting nothing reads, and which was probably meant. */
final class UnknownSettingFailureAnalyzer
    extends AbstractFailureAnalyzer<KnownSettings.UnknownSettingException> {

  @Override
  protected FailureAnalysis analyze(Throwable root, KnownSettings.UnknownSettingException cause) {
    return new FailureAnalysis(
        cause.getMessage(),
        "Did you mean %s? OPERATIONS.md lists all settings.".formatted(cause.nearest()),
        cause);
  }
}
