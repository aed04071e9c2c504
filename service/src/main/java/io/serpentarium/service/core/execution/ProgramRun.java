package io.serpentarium.service.core.execution;

import java.util.List;

/**
 * A program that ran, and the files that were asked for and are there.
 *
 * @param files in the order they were asked for
 */
public record ProgramRun(FinishedExecution execution, List<SandboxFile> files) {}
