package io.serpentarium.service.edge.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.HttpTest;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.reactive.result.method.RequestMappingInfo;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;

/** Walks through all routes: none can be forgotten. */
class RoutesTest extends HttpTest {

  @Autowired
  @Qualifier("requestMappingHandlerMapping")
  RequestMappingHandlerMapping mapping;

  record Known(RequestMappingInfo info, Route route) {

    boolean changes() {
      Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
      return methods.isEmpty() || !methods.equals(Set.of(RequestMethod.GET));
    }

    String names() {
      return info.getMethodsCondition().getMethods() + " " + info.getPatternsCondition();
    }

    Stream<String> paths() {
      return info.getPatternsCondition().getPatterns().stream()
          .map(pattern -> pattern.getPatternString());
    }
  }

  @Test
  void whateverChangesSomethingIsAuditedOrSaysWhyNot() {
    Set<String> forgotten =
        known()
            .filter(Known::changes)
            .filter(
                one -> (one.route.audit() == AuditedAction.NONE) == one.route.unaudited().isEmpty())
            .map(Known::names)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(forgotten).isEmpty();
  }

  @Test
  void whatReadsAWholeStateOutIsAuditedToo() {
    assertThat(known().filter(one -> !one.changes()).map(one -> one.route.audit()))
        .contains(AuditedAction.SNAPSHOT_DOWNLOAD, AuditedAction.SESSION_CONNECT);
  }

  @Test
  void whateverNamesASessionInItsPathAddressesIt() {
    Set<String> unaddressed =
        known()
            .filter(one -> one.paths().anyMatch(path -> path.startsWith("/v1/sessions/{id}")))
            .filter(one -> one.route.session() == SessionReference.None.class)
            .map(Known::names)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(unaddressed).isEmpty();
  }

  @Test
  void nothingOfTheContractIsPublic() {
    Set<String> open =
        known()
            .filter(one -> one.route.credentials().length == 0)
            .flatMap(Known::paths)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(open)
        .containsExactly(
            "/",
            "/api",
            "/assets/{name}",
            "/display-frame",
            "/openapi.json",
            "/third-party-notices.txt");
  }

  @Test
  void onlyWhatAnyNodeCanDoBegins() {
    assertThat(
            known()
                .filter(one -> one.route.begins())
                .flatMap(Known::paths)
                .filter(path -> path.startsWith("/v1")))
        .containsExactlyInAnyOrder(
            "/v1/sessions", "/v1/executions", "/v1/gradings", "/v1/grading-batches");
  }

  @Test
  void onlyShowingAndEndingLeavesASessionAsleep() {
    assertThat(known().filter(one -> one.route.leavesAsleep()).map(Known::names))
        .containsExactlyInAnyOrder(
            "[GET] [/v1/sessions/{id}]",
            "[DELETE] [/v1/sessions/{id}]",
            "[GET] [/api/kernels/{kernel}]",
            "[DELETE] [/api/kernels/{kernel}]",
            "[GET] [/api/sessions/{kernel}]",
            "[DELETE] [/api/sessions/{kernel}]",
            "[DELETE] [/mcp/ || /mcp]",
            "[GET] [/v2/sandboxes/{id} || /sandboxes/{id}]",
            "[DELETE] [/v2/sandboxes/{id} || /sandboxes/{id}]",
            "[GET] [/health]");
  }

  private Stream<Known> known() {
    return mapping.getHandlerMethods().entrySet().stream()
        .map(entry -> new Known(entry.getKey(), Routes.annotation(entry.getValue()).orElseThrow()));
  }
}
