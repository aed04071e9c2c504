package io.serpentarium.service.v1;

import io.serpentarium.service.core.kernel.Questions;
import io.serpentarium.service.edge.body.BodyCaps;
import io.serpentarium.service.edge.body.JsonFields;
import io.serpentarium.service.edge.body.RequestBodies;
import io.serpentarium.service.edge.route.Route;
import io.serpentarium.service.edge.route.SessionReference;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Answers what editors ask of code in sessions. */
@RestController
@RequestMapping("/v1/sessions/{id}")
final class QuestionController {

  private static final String LEAVES_NO_TRACE = "leaves the session as it was";

  private final Questions questions;
  private final RequestBodies bodies;
  private final BodyCaps caps;

  QuestionController(Questions questions, RequestBodies bodies, BodyCaps caps) {
    this.questions = questions;
    this.bodies = bodies;
    this.caps = caps;
  }

  @PostMapping(path = "/complete", produces = MediaType.APPLICATION_JSON_VALUE)
  @Route(session = SessionReference.InPath.class, unaudited = LEAVES_NO_TRACE)
  Mono<Questions.Completion> complete(@PathVariable String id, ServerHttpRequest request) {
    return bodies
        .json(request, Position::read)
        .doOnNext(asked -> caps.requireCode(asked.code()))
        .flatMap(asked -> questions.complete(id, asked.code(), asked.cursor()));
  }

  @PostMapping(path = "/inspect", produces = MediaType.APPLICATION_JSON_VALUE)
  @Route(session = SessionReference.InPath.class, unaudited = LEAVES_NO_TRACE)
  Mono<Questions.Inspection> inspect(@PathVariable String id, ServerHttpRequest request) {
    return bodies
        .json(request, InspectRequest::read)
        .doOnNext(asked -> caps.requireCode(asked.at().code()))
        .flatMap(
            asked -> questions.inspect(id, asked.at().code(), asked.at().cursor(), asked.detail()));
  }

  /**
   * A place in code; the body of {@code POST /v1/sessions/{id}/complete}.
   *
   * @param cursor the position in characters
   */
  private record Position(String code, int cursor) {

    static Position read(JsonFields fields) {
      String code = fields.text("code");
      int cursor = fields.requiredInt("cursor", 0, Integer.MAX_VALUE);
      if (cursor > code.codePointCount(0, code.length())) {
        fields.reject("cursor", "must not be beyond the code");
      }
      return new Position(code, cursor);
    }
  }

  /** The body of {@code POST /v1/sessions/{id}/inspect}. */
  private record InspectRequest(Position at, int detail) {

    static InspectRequest read(JsonFields fields) {
      return new InspectRequest(
          Position.read(fields), fields.optionalInt("detail", 0, 1).orElse(0));
    }
  }
}
