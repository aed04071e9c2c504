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
 * @param prelude code of the service that is executed before it; empty for none
 */
public record Program(
    String code,
    String stdin,
    List<String> arguments,
    List<SandboxFile> files,
    Map<Limit, Long> limits,
    List<String> returnFiles,
    Optional<String> template,
    String prelude) {

  /** Code that needs no other. */
  public Program(
      String code,
      String stdin,
      List<String> arguments,
      List<SandboxFile> files,
      Map<Limit, Long> limits,
      List<String> returnFiles,
      Optional<String> template) {
    this(code, stdin, arguments, files, limits, returnFiles, template, "");
  }

  /** Returns it with what is executed before the code. */
  public Program after(String newPrelude) {
    return new Program(code, stdin, arguments, files, limits, returnFiles, template, newPrelude);
  }

  /**
   * A program that ran, and those of the requested files that exist.
   *
   * @param files the files, in the order of the request
   */
  public record Run(FinishedExecution execution, List<SandboxFile> files) {}
}
