package io.serpentarium.service.v1;

import io.serpentarium.service.core.grading.Grading;
import io.serpentarium.service.core.grading.GradingEvent;
import io.serpentarium.service.core.grading.GradingPolicy;
import io.serpentarium.service.core.grading.GradingService;
import io.serpentarium.service.core.grading.GradingTest;
import io.serpentarium.service.edge.body.Accept;
import io.serpentarium.service.edge.body.BodyCaps;
import io.serpentarium.service.edge.body.RequestBodies;
import io.serpentarium.service.edge.route.AuditedAction;
import io.serpentarium.service.edge.route.Route;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Grades submissions. */
@RestController
final class GradingController {

  private final GradingService gradings;
  private final GradingPolicy policy;
  private final RequestBodies bodies;
  private final BodyCaps caps;
  private final EventStream eventStream;

  GradingController(
      GradingService gradings,
      GradingPolicy policy,
      RequestBodies bodies,
      BodyCaps caps,
      EventStream eventStream) {
    this.gradings = gradings;
    this.policy = policy;
    this.bodies = bodies;
    this.caps = caps;
    this.eventStream = eventStream;
  }

  @PostMapping(
      path = "/v1/gradings",
      produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_EVENT_STREAM_VALUE})
  @Route(begins = true, audit = AuditedAction.PROGRAM_GRADE)
  Mono<ResponseEntity<Object>> grade(ServerHttpRequest request) {
    boolean streaming = Accept.prefersEvents(request.getHeaders());
    return bodies
        .json(request, fields -> GradingRequest.read(fields, policy.maximumTests()))
        .doOnNext(this::requireCode)
        .flatMap(grading -> streaming ? events(grading) : report(grading));
  }

  private void requireCode(Grading grading) {
    caps.requireCode(grading.code());
    for (GradingTest test : grading.tests()) {
      if (test instanceof GradingTest.Check check) {
        caps.requireCode(check.code());
      }
    }
  }

  private Mono<ResponseEntity<Object>> report(Grading grading) {
    return gradings
        .grade(grading)
        .map(GradingView::of)
        .map(view -> ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(view));
  }

  private Mono<ResponseEntity<Object>> events(Grading grading) {
    return eventStream.answer(gradings.follow(grading).map(GradingController::event));
  }

  private static ServerSentEvent<Object> event(GradingEvent event) {
    return switch (event) {
      case GradingEvent.Tested(var result) -> EventStream.event("test", TestResultView.of(result));
      case GradingEvent.Graded(var report) -> EventStream.event("result", GradingView.of(report));
    };
  }
}
