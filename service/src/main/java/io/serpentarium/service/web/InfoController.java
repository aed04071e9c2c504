package io.serpentarium.service.web;

import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.SandboxInfo;
import io.serpentarium.service.execution.LimitPolicy;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Says what this node is. */
@RestController
final class InfoController {

  private final InfoView info;

  InfoController(Node node, Sandbox sandbox, LimitPolicy limits) {
    info = view(node, sandbox.info(), limits);
  }

  @GetMapping(path = "/v1/info", produces = MediaType.APPLICATION_JSON_VALUE)
  InfoView info() {
    return info;
  }

  private static InfoView view(Node node, SandboxInfo sandbox, LimitPolicy limits) {
    return new InfoView(
        node.name(),
        node.version(),
        new InfoView.PythonView(sandbox.pythonVersion(), sandbox.artifactSha256()),
        new InfoView.EngineView(sandbox.engineName(), sandbox.engineVersion()),
        LimitsView.of(limits.maximum()),
        LimitsView.of(limits.defaults()));
  }
}
