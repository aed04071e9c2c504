package io.serpentarium.service.v1;

import io.serpentarium.service.core.grading.Grading;
import io.serpentarium.service.core.grading.GradingEvent;
import io.serpentarium.service.core.grading.GradingPolicy;
import io.serpentarium.service.core.grading.GradingService;
import io.serpentarium.service.core.grading.GradingService.GradedSubmission;
import io.serpentarium.service.core.grading.GradingTest;
import io.serpentarium.service.core.kernel.DisplayLoader;
import io.serpentarium.service.edge.body.Accept;
import io.serpentarium.service.edge.body.BodyCaps;
import io.serpentarium.service.edge.body.RequestBodies;
import io.serpentarium.service.edge.filter.Problems;
import io.serpentarium.service.edge.route.AuditedAction;
import io.serpentarium.service.edge.route.Route;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Grades submissions. */
@RestController
final class GradingController {

  private final GradingService gradings;
  private final GradingPolicy policy;
  private final RequestBodies bodies;
  private final BodyCaps caps;
  private final EventStream eventStream;
  private final DisplayLoader displays;

  GradingController(
      GradingService gradings,
      GradingPolicy policy,
      RequestBodies bodies,
      BodyCaps caps,
      EventStream eventStream,
      DisplayLoader displays) {
    this.gradings = gradings;
    this.policy = policy;
    this.bodies = bodies;
    this.caps = caps;
    this.eventStream = eventStream;
    this.displays = displays;
  }

  @PostMapping(
      path = "/v1/gradings",
      produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_EVENT_STREAM_VALUE})
  @Route(begins = true, audit = AuditedAction.PROGRAM_GRADE)
  Mono<ResponseEntity<Object>> grade(ServerHttpRequest request) {
    boolean streaming = Accept.prefersEvents(request.getHeaders());
    return bodies
        .json(request, fields -> GradingRequest.read(fields, policy.maximumTests()))
        .map(this::ready)
        .flatMap(grading -> streaming ? events(grading) : report(grading));
  }

  @PostMapping(
      path = "/v1/grading-batches",
      produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_EVENT_STREAM_VALUE})
  @Route(begins = true, audit = AuditedAction.PROGRAM_GRADE)
  Mono<ResponseEntity<Object>> gradeAll(ServerHttpRequest request) {
    boolean streaming = Accept.prefersEvents(request.getHeaders());
    return bodies
        .json(
            request,
            fields ->
                GradingRequest.readBatch(
                    fields, policy.maximumTests(), policy.maximumSubmissions()))
        .doOnNext(gradings -> gradings.replaceAll((id, grading) -> ready(grading)))
        .flatMap(gradings -> streaming ? batchEvents(gradings) : batch(gradings));
  }

  private Grading ready(Grading grading) {
    requireCode(grading);
    return grading.after(displays.preludeWithoutValue(grading.program()));
  }

  private void requireCode(Grading grading) {
    caps.requireCode(grading.submission().code());
    for (GradingTest test : grading.tests()) {
      switch (test) {
        case GradingTest.Check check -> caps.requireCode(check.code());
        case GradingTest.Interactive talk -> caps.requireCode(talk.interactor());
        case GradingTest.Suite suite -> caps.requireCode(suite.content());
        case GradingTest.Run run -> run.expected().checker().ifPresent(caps::requireCode);
      }
    }
  }

  private Mono<ResponseEntity<Object>> report(Grading grading) {
    return gradings.grade(grading).map(GradingView::of).map(GradingController::json);
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

  private Mono<ResponseEntity<Object>> batch(Map<String, Grading> batch) {
    List<String> order = List.copyOf(batch.keySet());
    return gradings
        .gradeAll(batch)
        .map(SubmissionView::of)
        .sort(Comparator.comparingInt(view -> order.indexOf(view.id())))
        .collectList()
        .map(BatchView::new)
        .map(GradingController::json);
  }

  private Mono<ResponseEntity<Object>> batchEvents(Map<String, Grading> batch) {
    return eventStream.answer(
        Flux.concat(
            gradings
                .gradeAll(batch)
                .map(graded -> EventStream.event("submission", SubmissionView.of(graded))),
            Mono.fromSupplier(() -> EventStream.event("result", new EndView(batch.size())))));
  }

  private static ResponseEntity<Object> json(Object view) {
    return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(view);
  }

  /** A submission of a batch as the contract shows it; one of the two is null. */
  record SubmissionView(String id, @Nullable GradingView grading, @Nullable Object problem) {

    static SubmissionView of(GradedSubmission graded) {
      return new SubmissionView(
          graded.id(),
          graded.report().map(GradingView::of).orElse(null),
          graded.failure().map(Problems::of).orElse(null));
    }
  }

  /** The answer about a batch, in the order of the request. */
  record BatchView(List<SubmissionView> submissions) {}

  /** The end of a batch's events. */
  record EndView(int total) {}
}
