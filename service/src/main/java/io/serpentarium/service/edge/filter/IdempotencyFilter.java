package io.serpentarium.service.edge.filter;

import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.edge.body.BodyCaps;
import io.serpentarium.service.edge.body.Buffers;
import io.serpentarium.service.edge.body.RequestBodies;
import io.serpentarium.service.edge.idempotency.IdempotencyStore;
import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Executes a POST with an Idempotency-Key once, and replays its answer when the key comes again.
 *
 * <p>What was asked for so is done to its end even when the client leaves: it will come back for
 * the answer. An answer other than 2xx is not kept, and the key is free again. A stream, an answer
 * above 64 KiB and one above all that the tenant may store are not kept either, but their keys stay
 * taken.
 */
@Component
@Order(FilterOrder.IDEMPOTENCY)
final class IdempotencyFilter implements WebFilter {

  private static final String HEADER = "Idempotency-Key";
  private static final int LONGEST = 255;

  /** The most bytes of an answer that is kept. */
  private static final int MOST_BYTES = 64 << 10;

  private final IdempotencyStore store;
  private final BodyCaps caps;

  IdempotencyFilter(IdempotencyStore store, BodyCaps caps) {
    this.store = store;
    this.caps = caps;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    ServerHttpRequest request = exchange.getRequest();
    List<String> keys = request.getHeaders().getOrEmpty(HEADER);
    return keys.isEmpty() || !HttpMethod.POST.equals(request.getMethod())
        ? chain.filter(exchange)
        : body(request).flatMap(body -> once(exchange, chain, requireOne(keys), body));
  }

  private static String requireOne(List<String> keys) {
    String key = keys.getFirst();
    if (keys.size() > 1 || key.isBlank() || key.length() > LONGEST) {
      throw new ProblemException(
          ProblemCode.BAD_REQUEST, HEADER + " must be a single string of 1 to 255 characters.");
    }
    return key;
  }

  private Mono<byte[]> body(ServerHttpRequest request) {
    return Buffers.join(RequestBodies.counted(request), caps.jsonBytes())
        .onErrorMap(DataBufferLimitException.class, e -> tooLarge());
  }

  private ProblemException tooLarge() {
    return new ProblemException(
        ProblemCode.BODY_TOO_LARGE, "The maximum is %d bytes.".formatted(caps.jsonBytes()));
  }

  private Mono<Void> once(
      ServerWebExchange exchange, WebFilterChain chain, String key, byte[] body) {
    ServerHttpRequest request = exchange.getRequest();
    return CurrentTenant.with(
        tenant -> {
          IdempotencyStore.RecordKey recordKey = new IdempotencyStore.RecordKey(tenant.id(), key);
          return store
              .claim(recordKey, Fingerprint.of(request, body))
              .flatMap(claim -> answer(claim, recordKey, exchange, chain, body));
        });
  }

  private Mono<Void> answer(
      IdempotencyStore.Claim claim,
      IdempotencyStore.RecordKey key,
      ServerWebExchange exchange,
      WebFilterChain chain,
      byte[] body) {
    return switch (claim) {
      case IdempotencyStore.Claim.First _ -> first(key, exchange, chain, body);
      case IdempotencyStore.Claim.Done(IdempotencyStore.Answer answer) ->
          again(exchange.getResponse(), answer);
      case IdempotencyStore.Claim.UnderWay _ ->
          Mono.error(
              new ProblemException(
                  ProblemCode.IDEMPOTENCY_CONFLICT,
                  "The request with this key is in progress, or its answer was a stream or above 64"
                      + " KiB."));
      case IdempotencyStore.Claim.Other _ ->
          Mono.error(
              new ProblemException(
                  ProblemCode.IDEMPOTENCY_KEY_REUSED, "A different request had this key."));
    };
  }

  private Mono<Void> first(
      IdempotencyStore.RecordKey key,
      ServerWebExchange exchange,
      WebFilterChain chain,
      byte[] body) {
    RecordedResponse recorded = new RecordedResponse(exchange.getResponse());
    ServerWebExchange replayable =
        exchange
            .mutate()
            .request(new Buffers.ReplayedRequest(exchange.getRequest(), body))
            .response(recorded)
            .build();
    Mono<Void> work =
        chain
            .filter(replayable)
            .then(
                CurrentTenant.with(
                    tenant -> settle(key, recorded.answer(), tenant.quotas().storedBytes())))
            .onErrorResume(failure -> store.release(key).then(Mono.error(failure)));
    return Mono.deferContextual(context -> uncancelled(work, context))
        .then(Mono.defer(recorded::send));
  }

  private static Mono<Void> uncancelled(Mono<Void> work, ContextView context) {
    return Mono.fromFuture(work.contextWrite(context).toFuture(), true);
  }

  private Mono<Void> settle(
      IdempotencyStore.RecordKey key, IdempotencyStore.@Nullable Answer answer, long mostBytes) {
    if (answer == null || isTooLarge(answer)) {
      return Mono.empty();
    }
    return HttpStatusCode.valueOf(answer.status()).is2xxSuccessful()
        ? store.complete(key, answer, mostBytes)
        : store.release(key);
  }

  private static boolean isTooLarge(IdempotencyStore.Answer answer) {
    return HttpStatusCode.valueOf(answer.status()).is2xxSuccessful()
        && answer.body().length > MOST_BYTES;
  }

  private static Mono<Void> again(ServerHttpResponse response, IdempotencyStore.Answer answer) {
    response.setStatusCode(HttpStatusCode.valueOf(answer.status()));
    answer.headers().forEach(response.getHeaders()::set);
    response.getHeaders().set("Idempotency-Replayed", "true");
    response.getHeaders().setContentLength(answer.body().length);
    return response.writeWith(
        Mono.fromSupplier(() -> response.bufferFactory().wrap(answer.body())));
  }
}
