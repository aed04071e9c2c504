package io.serpentarium.service.app;

import io.serpentarium.service.core.tenancy.TenantConfigurationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Reports in one line, without a stack trace, what is wrong with the tenants. */
final class TenantConfigurationFailureAnalyzer
    extends AbstractFailureAnalyzer<TenantConfigurationException> {

  @Override
  protected FailureAnalysis analyze(Throwable root, TenantConfigurationException cause) {
    return new FailureAnalysis(
        cause.getMessage(), "See \"Tenants\" in README.md; make-key writes a file.", cause);
  }
}
