package io.serpentarium.service.app;

import io.serpentarium.service.edge.route.Door;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Reports in one line, without a stack trace, which name belongs to no door. */
final class UnknownDoorFailureAnalyzer extends AbstractFailureAnalyzer<Door.UnknownException> {

  @Override
  protected FailureAnalysis analyze(Throwable root, Door.UnknownException cause) {
    String doors =
        Arrays.stream(Door.values()).map(Door::wireName).collect(Collectors.joining(", "));
    return new FailureAnalysis(
        cause.getMessage(), "Name some of %s, or all.".formatted(doors), cause);
  }
}
