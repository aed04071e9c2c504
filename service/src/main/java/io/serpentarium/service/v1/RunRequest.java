package io.serpentarium.service.v1;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.service.core.execution.Program;
import io.serpentarium.service.core.execution.SandboxFile;
import io.serpentarium.service.edge.body.JsonFields;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The body of {@code POST /v1/executions}. */
record RunRequest(
    String code,
    String stdin,
    List<String> args,
    List<SandboxFile> files,
    Map<Limit, Long> limits,
    List<String> returnFiles,
    Optional<String> template,
    boolean wantsFiles) {

  static RunRequest read(JsonFields fields) {
    return new RunRequest(
        fields.text("code"),
        fields.optionalText("stdin").orElse(""),
        fields.texts("args"),
        FileSpec.readAll(fields),
        WireLimits.read(fields),
        fields.texts("return_files"),
        fields.optionalText("template"),
        fields.isGiven("return_files"));
  }

  Program program() {
    return new Program(code, stdin, args, files, limits, returnFiles, template);
  }
}
