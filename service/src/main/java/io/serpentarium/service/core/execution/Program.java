package io.serpentarium.service.core.execution;

import io.serpentarium.sandbox.Limit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Code to run once, in a session that nobody else sees.
 *
 * @param stdin all of it; end of file follows
 * @param arguments {@code sys.argv} after its first element
 * @param limits those that the request names: milliseconds for times, bytes for sizes
 * @param returnFiles paths of files to bring back
 * @param template what its interpreter has imported, or empty for what its imports make likely
 */
public record Program(
    String code,
    String stdin,
    List<String> arguments,
    List<SandboxFile> files,
    Map<Limit, Long> limits,
    List<String> returnFiles,
    Optional<String> template) {

  /**
   * A program that ran, and the files that were asked for and are there.
   *
   * @param files in the order they were asked for
   */
  public record Run(FinishedExecution execution, List<SandboxFile> files) {}
}
