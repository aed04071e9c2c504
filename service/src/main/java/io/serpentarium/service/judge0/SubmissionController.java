package io.serpentarium.service.judge0;

import io.serpentarium.service.core.admission.LimitPolicy;
import io.serpentarium.service.core.execution.Ids;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.edge.body.BodyCaps;
import io.serpentarium.service.edge.body.JsonFields.Reading;
import io.serpentarium.service.edge.body.RequestBodies;
import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import io.serpentarium.service.edge.route.AuditedAction;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import io.serpentarium.service.judge0.SubmissionRequest.Bounds;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Takes submissions, and shows what became of them. */
@RestController
@OpenDoor(Door.JUDGE0)
@RequestMapping(path = "/submissions", produces = MediaType.APPLICATION_JSON_VALUE)
final class SubmissionController {

  /** Submissions of one request. */
  static final int MOST_OF_BATCH = 20;

  private final SubmissionRuns runs;
  private final LimitPolicy limits;
  private final RequestBodies bodies;
  private final BodyCaps caps;
  private final Ids ids;
  private final Clock clock;

  SubmissionController(
      SubmissionRuns runs,
      LimitPolicy limits,
      RequestBodies bodies,
      BodyCaps caps,
      Ids ids,
      Clock clock) {
    this.runs = runs;
    this.limits = limits;
    this.bodies = bodies;
    this.caps = caps;
    this.ids = ids;
    this.clock = clock;
  }

  @PostMapping({"", "/"})
  @ResponseStatus(HttpStatus.CREATED)
  @Judge0Route(begins = true, audit = AuditedAction.PROGRAM_RUN)
  Mono<Map<String, @Nullable Object>> create(ServerHttpRequest request) {
    SubmissionView view = view(request);
    boolean waits = "true".equals(query(request, "wait"));
    return bounds()
        .flatMap(
            most ->
                bodies.untypedJson(
                    request, fields -> SubmissionRequest.read(fields, view.encoded(), most)))
        .map(this::queued)
        .flatMap(
            submission ->
                waits
                    ? runs.run(submission).map(view::show)
                    : runs.enqueue(List.of(submission)).thenReturn(token(submission)));
  }

  private static Map<String, @Nullable Object> token(Submission submission) {
    return Map.of("token", submission.token());
  }

  private Mono<Bounds> bounds() {
    return CurrentTenant.with(tenant -> Mono.just(Bounds.of(limits.of(tenant).maximum())));
  }

  private Submission queued(SubmissionRequest request) {
    caps.requireCode(request.source());
    return Submission.queued(uuid(ids.nonce()), request, clock.instant());
  }

  /** Writes 128 random bits as a UUID of version 4, as clients insist on. */
  static String uuid(String hex) {
    char variant = "89ab".charAt(Character.digit(hex.charAt(16), 16) & 3);
    return "%s-%s-4%s-%c%s-%s"
        .formatted(
            hex.substring(0, 8),
            hex.substring(8, 12),
            hex.substring(13, 16),
            variant,
            hex.substring(17, 20),
            hex.substring(20));
  }

  /** Answers with the places of a batch: a submission, or its errors. */
  @PostMapping({"/batch", "/batch/"})
  @Judge0Route(begins = true, audit = AuditedAction.PROGRAM_RUN)
  Mono<ResponseEntity<List<Map<String, ?>>>> createAll(ServerHttpRequest request) {
    boolean encoded = isEncoded(request);
    return bounds()
        .flatMap(
            most ->
                bodies.untypedJson(
                    request,
                    fields -> {
                      fields.allowUnknown();
                      return fields.readings(
                          "submissions", each -> SubmissionRequest.read(each, encoded, most));
                    }))
        .flatMap(this::enqueue);
  }

  private Mono<ResponseEntity<List<Map<String, ?>>>> enqueue(
      List<Reading<SubmissionRequest>> readings) {
    requireBatch(readings.size());
    List<Submission> good = new ArrayList<>();
    List<Map<String, ?>> answer = new ArrayList<>();
    for (Reading<SubmissionRequest> reading : readings) {
      if (reading.errors().isEmpty()) {
        good.add(queued(reading.value()));
        answer.add(Map.of("token", good.getLast().token()));
      } else {
        answer.add(Judge0Route.Errors.byField(reading.errors()));
      }
    }
    HttpStatus status = good.isEmpty() ? HttpStatus.UNPROCESSABLE_CONTENT : HttpStatus.CREATED;
    return runs.enqueue(good).thenReturn(ResponseEntity.status(status).body(answer));
  }

  private static void requireBatch(int size) {
    if (size == 0) {
      throw bad("there should be at least one submission in a batch");
    }
    if (size > MOST_OF_BATCH) {
      throw bad(
          "number of submissions in a batch should be less than or equal to " + MOST_OF_BATCH);
    }
  }

  @GetMapping({"/batch", "/batch/"})
  @Judge0Route
  Mono<Map<String, List<Optional<Map<String, @Nullable Object>>>>> showAll(
      ServerHttpRequest request) {
    SubmissionView view = view(request);
    String given =
        Optional.ofNullable(request.getHeaders().getFirst("tokens"))
            .or(() -> Optional.ofNullable(query(request, "tokens")))
            .orElse("");
    List<String> tokens =
        Arrays.stream(given.split(",", -1))
            .map(String::strip)
            .filter(each -> !each.isEmpty())
            .toList();
    requireBatch(tokens.size());
    return Flux.fromIterable(tokens)
        .concatMap(token -> runs.find(token).map(view::show).singleOptional())
        .collectList()
        .map(found -> Map.of("submissions", found));
  }

  @GetMapping({"/{token}", "/{token}/"})
  @Judge0Route
  Mono<Map<String, @Nullable Object>> show(@PathVariable String token, ServerHttpRequest request) {
    SubmissionView view = view(request);
    return runs.find(token).map(view::show).switchIfEmpty(Mono.error(SubmissionController::none));
  }

  @DeleteMapping({"/{token}", "/{token}/"})
  @Judge0Route(unaudited = "what it was is in the trail")
  Mono<Map<String, @Nullable Object>> delete(
      @PathVariable String token, ServerHttpRequest request) {
    SubmissionView view = SubmissionView.of(query(request, "fields"), true);
    return runs.delete(token).map(view::show).switchIfEmpty(Mono.error(SubmissionController::none));
  }

  private static ProblemException none() {
    return new ProblemException(ProblemCode.NOT_FOUND, "No submission has this token.");
  }

  private static ProblemException bad(String detail) {
    return new ProblemException(ProblemCode.BAD_REQUEST, detail);
  }

  private static SubmissionView view(ServerHttpRequest request) {
    return SubmissionView.of(query(request, "fields"), isEncoded(request));
  }

  /** Texts are in base64 unless a request says otherwise. */
  private static boolean isEncoded(ServerHttpRequest request) {
    return !"false".equals(query(request, "base64_encoded"));
  }

  private static @Nullable String query(ServerHttpRequest request, String name) {
    return request.getQueryParams().getFirst(name);
  }
}
