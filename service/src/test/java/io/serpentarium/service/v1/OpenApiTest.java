package io.serpentarium.service.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.edge.route.Routes;
import io.serpentarium.service.testing.HttpTest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.result.method.RequestMappingInfo;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

class OpenApiTest extends HttpTest {

  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete");

  @Autowired
  @Qualifier("requestMappingHandlerMapping")
  RequestMappingHandlerMapping mapping;

  @Test
  void describesEveryRouteAndNoOther() {
    JsonNode document = document();
    Set<String> described = new TreeSet<>();
    for (var path : document.get("paths").properties()) {
      path.getValue().propertyNames().stream()
          .filter(METHODS::contains)
          .forEach(method -> described.add(method + " " + path.getKey()));
    }
    Set<String> routes =
        mapping.getHandlerMethods().entrySet().stream()
            .filter(route -> Routes.door(route.getValue()).isEmpty())
            .filter(route -> !isOfThePage(route.getValue()) && !isRefusal(route.getValue()))
            .flatMap(route -> routes(route.getKey()))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(described).isEqualTo(routes);
  }

  @Test
  void isOpenApi31WhoseReferencesLeadSomewhere() {
    JsonNode document = document();
    assertThat(document.get("openapi").stringValue()).isEqualTo("3.1.0");
    List<String> references = document.findValuesAsString("$ref");
    assertThat(references).isNotEmpty();
    for (String reference : references) {
      assertThat(document.at(reference.substring(1)).isObject()).as(reference).isTrue();
    }
  }

  @Test
  void requiresOfAnExecutionWhatOneHas() {
    List<String> required =
        document().at("/components/schemas/Execution/required").values().stream()
            .map(JsonNode::stringValue)
            .toList();
    assertThat(required).containsExactlyElementsOf(api.run("value 1").propertyNames());
  }

  @Test
  void tellsTheMaximaOfThisNode() {
    JsonNode schemas = document().at("/components/schemas");
    JsonNode limits = api.read(api.get("/v1/info")).get("limits");
    for (String limit : limits.propertyNames()) {
      assertThat(schemas.at("/LimitOverrides/properties/%s/maximum".formatted(limit)).longValue())
          .isEqualTo(limits.get(limit).longValue());
    }
    assertThat(schemas.at("/CreateSessionRequest/properties/idle_timeout_ms/maximum").longValue())
        .isEqualTo(24 * 3_600_000);
    assertThat(schemas.at("/GradingRequest/properties/tests/maxItems").intValue()).isEqualTo(1_000);
  }

  private static boolean isOfThePage(HandlerMethod handler) {
    return handler.getBeanType().getPackageName().endsWith(".service.page");
  }

  private static boolean isRefusal(HandlerMethod handler) {
    return Set.of("refuse", "options").contains(handler.getMethod().getName());
  }

  private JsonNode document() {
    return api.read(api.get("/openapi.json").expectStatus().isOk());
  }

  private static Stream<String> routes(RequestMappingInfo route) {
    return route.getPatternsCondition().getPatterns().stream()
        .map(pattern -> pattern.getPatternString().replace("{*path}", "{path}"))
        .flatMap(
            path ->
                route.getMethodsCondition().getMethods().stream()
                    .map(method -> method.name().toLowerCase(Locale.ROOT) + " " + path));
  }
}
