package io.serpentarium.service.app;

import io.serpentarium.sandbox.engine.EngineException;
import io.serpentarium.service.core.tenancy.TenantConfigurationException;
import io.serpentarium.service.edge.route.Door;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explain in a line each, instead of a stack trace, why the service does not start. */
final class StartFailureAnalyzers {

  private StartFailureAnalyzers() {}

  /** Explains why the chosen engine does not run. */
  static final class OfEngine extends AbstractFailureAnalyzer<EngineException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, EngineException cause) {
      return new FailureAnalysis(
          cause.getMessage(), "Fix that, or choose another engine: --engine=ffm or jni.", cause);
    }
  }

  /** Explains which addresses need tenants. */
  static final class OfAddress extends AbstractFailureAnalyzer<LocalMode.NotLoopbackException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, LocalMode.NotLoopbackException cause) {
      return new FailureAnalysis(
          cause.getMessage(), "Set it to 127.0.0.1, or set SERPENTARIUM_API_KEY to a key.", cause);
    }
  }

  /** Explains errors in the configuration of tenants. */
  static final class OfTenants extends AbstractFailureAnalyzer<TenantConfigurationException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, TenantConfigurationException cause) {
      return new FailureAnalysis(
          cause.getMessage(), "See \"Tenants\" in README.md; make-key writes a file.", cause);
    }
  }

  /** Reports in one line, without a stack trace, which name belongs to no door. */
  static final class OfDoors extends AbstractFailureAnalyzer<Door.UnknownException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, Door.UnknownException cause) {
      String doors =
          Arrays.stream(Door.values()).map(Door::wireName).collect(Collectors.joining(", "));
      return new FailureAnalysis(
          cause.getMessage(), "Name some of %s, or all.".formatted(doors), cause);
    }
  }
}
