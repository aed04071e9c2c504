package io.serpentarium.service.core.execution;

import io.serpentarium.sandbox.Limit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Code to run once, in a session of its own.
 *
 * @param stdin the whole of stdin; end of file follows
 * @param arguments {@code sys.argv} after its first element
 * @param limits the limits that the request names: milliseconds for times, bytes for sizes
 * @param returnFiles paths of files to return
 * @param template the template of its interpreter, or empty to choose one by its imports
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
   * A program that ran, and those of the requested files that exist.
   *
   * @param files the files, in the order of the request
   */
  public record Run(FinishedExecution execution, List<SandboxFile> files) {}
}
