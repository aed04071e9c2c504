package io.serpentarium.service.v1;

import io.serpentarium.sandbox.PackageInfo;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.SandboxInfo;
import io.serpentarium.service.confinement.Confinement;
import io.serpentarium.service.confinement.Isolation;
import io.serpentarium.service.core.admission.LimitPolicy;
import io.serpentarium.service.core.execution.Templates;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.edge.route.Route;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Describes this node. */
@RestController
final class InfoController {

  private final Node node;
  private final SandboxInfo sandbox;
  private final LimitPolicy limits;
  private final Confinement confinement;
  private final Isolation isolation;
  private final Templates templates;

  InfoController(
      Node node,
      Sandbox sandbox,
      LimitPolicy limits,
      ObjectProvider<Confinement> confinement,
      ObjectProvider<Isolation> isolation,
      Templates templates) {
    this.node = node;
    this.sandbox = sandbox.info();
    this.limits = limits;
    this.confinement = confinement.getIfAvailable(() -> Confinement.NONE);
    this.isolation = isolation.getIfAvailable(() -> Isolation.NONE);
    this.templates = templates;
  }

  @GetMapping(path = "/v1/info", produces = MediaType.APPLICATION_JSON_VALUE)
  @Route
  Mono<InfoView> info() {
    return CurrentTenant.with(tenant -> Mono.just(view(limits.of(tenant))));
  }

  private InfoView view(LimitPolicy limits) {
    return new InfoView(
        node.name(),
        node.version(),
        new InfoView.PythonView(sandbox.pythonVersion(), sandbox.artifactSha256()),
        new InfoView.EngineView(sandbox.engineName(), sandbox.engineVersion()),
        isolation.wireName(),
        confinement.wireName(),
        sandbox.packages(),
        templates.all().stream().map(TemplateController.TemplateView::of).toList(),
        WireLimits.of(limits.maximum()),
        WireLimits.of(limits.defaults()));
  }

  /**
   * This node as the contract has it.
   *
   * @param isolation what keeps guests apart in addition to their WebAssembly instances: {@code
   *     none}, {@code shared} or {@code tenant}
   * @param confinement the confinement of the process: {@code seccomp} or {@code none}
   * @param packages the packages that programs can import besides the standard library
   * @param templates the templates that sessions, programs and gradings can start from
   * @param limits the highest limits that a request may name
   * @param defaultLimits the limits of a request that names none
   */
  record InfoView(
      String name,
      String version,
      PythonView python,
      EngineView engine,
      String isolation,
      String confinement,
      List<PackageInfo> packages,
      List<TemplateController.TemplateView> templates,
      Map<String, Long> limits,
      Map<String, Long> defaultLimits) {

    record PythonView(String version, String artifactSha256) {}

    record EngineView(String name, String version) {}
  }
}
