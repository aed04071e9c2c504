package io.serpentarium.service.v1;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.service.core.admission.LimitPolicy;
import io.serpentarium.service.core.grading.GradingPolicy;
import io.serpentarium.service.core.session.SessionPolicy;
import io.serpentarium.service.edge.route.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Publishes the contract, with the maxima of this node in it; a test holds the document to the
 * routes that there are.
 */
@RestController
final class OpenApiController {

  private final String document;

  OpenApiController(LimitPolicy limits, SessionPolicy sessions, GradingPolicy gradings) {
    JsonNode contract = read(new ClassPathResource("openapi.json", OpenApiController.class));
    for (Limit limit : Limit.values()) {
      put(contract, "LimitOverrides", limit.wireName(), "maximum", limits.maximum().get(limit));
    }
    put(contract, "CreateSessionRequest", "history", "maximum", sessions.maximumHistory());
    long longestIdle = sessions.maximumIdleTimeout().toMillis();
    put(contract, "CreateSessionRequest", "idle_timeout_ms", "maximum", longestIdle);
    put(contract, "GradingRequest", "tests", "maxItems", gradings.maximumTests());
    put(contract, "GradingBatchRequest", "submissions", "maxItems", gradings.maximumSubmissions());
    document = contract.toPrettyString();
  }

  @GetMapping(path = "/openapi.json", produces = MediaType.APPLICATION_JSON_VALUE)
  @Route(credentials = {})
  String document() {
    return document;
  }

  private static void put(
      JsonNode contract, String schema, String property, String keyword, long most) {
    JsonNode at = contract.at("/components/schemas/%s/properties/%s".formatted(schema, property));
    ((ObjectNode) at).put(keyword, most);
  }

  private static JsonNode read(ClassPathResource resource) {
    try (InputStream in = resource.getInputStream()) {
      return JsonMapper.shared().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
