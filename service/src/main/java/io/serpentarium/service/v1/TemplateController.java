package io.serpentarium.service.v1;

import io.serpentarium.sandbox.PackageInfo;
import io.serpentarium.service.core.execution.Templates;
import io.serpentarium.service.edge.route.Route;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Lists what sessions and programs can start from. */
@RestController
final class TemplateController {

  private final Templates templates;

  TemplateController(Templates templates) {
    this.templates = templates;
  }

  @GetMapping(path = "/v1/templates", produces = MediaType.APPLICATION_JSON_VALUE)
  @Route
  TemplatesView list() {
    return new TemplatesView(templates.all().stream().map(TemplateView::of).toList());
  }

  /** All of them. */
  record TemplatesView(List<TemplateView> items) {}

  /** A template as the contract has it. */
  record TemplateView(String name, List<PackageInfo> packages, boolean ready) {

    static TemplateView of(Templates.Listed info) {
      return new TemplateView(info.name(), info.packages(), info.ready());
    }
  }
}
