package io.serpentarium.service.edge.filter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.serpentarium.service.core.admission.QuotaExceededException;
import io.serpentarium.service.core.execution.EnumMeters;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.edge.body.WireJson;
import io.serpentarium.service.edge.problem.Problem;
import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.route.ErrorForm;
import io.serpentarium.service.edge.route.Routes;
import java.time.Duration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;

/**
 * Answers every failure of a request with its problem, in the form of the door that received it,
 * ahead of Spring Boot's own handler, and counts them: {@code serpentarium.problems} by code. A
 * client's disconnect is no problem.
 */
@Component
@Order(-2)
final class ProblemHandler implements WebExceptionHandler {

  private static final String RETRY_AFTER_SECONDS = "1";
  private static final byte[] NOTHING = {};

  /** The status in logs and meters of a request whose client has gone, as nginx has it. */
  private static final int CLIENT_GONE = 499;

  private final WireJson json;
  private final Routes routes;
  private final EnumMeters<ProblemCode, Counter> problems;

  ProblemHandler(WireJson json, Routes routes, MeterRegistry registry) {
    this.json = json;
    this.routes = routes;
    this.problems = new EnumMeters<>(ProblemCode.class, code -> counter(registry, code));
  }

  private static Counter counter(MeterRegistry registry, String code) {
    return Counter.builder("serpentarium.problems")
        .description("Requests that were answered with a problem")
        .tag("code", code)
        .register(registry);
  }

  @Override
  public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
    ServerHttpResponse response = exchange.getResponse();
    if (response.isCommitted()) {
      return Mono.error(failure);
    }
    return Problems.isOfGoneClient(failure)
        ? giveUp(response)
        : answer(response, failure, routes.of(exchange).errors());
  }

  /** Ends an answer without a receiver, of which the server may have sent the head by itself. */
  private static Mono<Void> giveUp(ServerHttpResponse response) {
    response.setRawStatusCode(CLIENT_GONE);
    return response.setComplete().onErrorComplete();
  }

  private Mono<Void> answer(ServerHttpResponse response, Throwable failure, ErrorForm form) {
    Problem problem = Problems.of(failure);
    problems.of(ProblemCode.named(problem.code())).increment();
    ErrorForm.Answer answer = form.of(problem);
    response.setStatusCode(HttpStatusCode.valueOf(answer.status()));
    setHeaders(response.getHeaders(), problem, failure);
    byte[] body = answer.body() == null ? NOTHING : json.write(answer.body());
    response.getHeaders().setContentType(answer.type());
    response.getHeaders().setContentLength(body.length);
    return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
  }

  private static String seconds(Duration retryAfter) {
    return Long.toString(Math.max(1, RateHeaders.seconds(retryAfter)));
  }

  private static void setHeaders(HttpHeaders headers, Problem problem, Throwable failure) {
    headers.clear();
    if (failure instanceof ResponseStatusException e) {
      headers.putAll(e.getHeaders());
    }
    if (problem.status() == 429 || problem.status() == 503) {
      headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    if (failure instanceof ServiceFailure known) {
      known.retryAfter().ifPresent(time -> headers.set(HttpHeaders.RETRY_AFTER, seconds(time)));
    }
    if (failure instanceof QuotaExceededException e) {
      RateHeaders.of(e.allowance()).addTo(headers);
    }
    if (problem.status() == 401) {
      headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"serpentarium\"");
    }
    if (problem.status() == 408) {
      headers.set(HttpHeaders.CONNECTION, "close");
    }
    if (problem.status() == 426) {
      headers.set(HttpHeaders.UPGRADE, "websocket");
    }
  }
}
