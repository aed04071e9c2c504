package io.serpentarium.service.edge.socket;

import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.Ledger.Owner;
import io.serpentarium.service.core.admission.QuotaExceededException;
import io.serpentarium.service.core.admission.RequestRate;
import io.serpentarium.service.core.execution.Workers;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.edge.body.WireJson;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.socket.WebSocketMessage;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Reads text frames of WebSockets. A frame is accounted for in the heap before it is copied, counts
 * as a request of its tenant, and is parsed away from the event loop unless it is small.
 *
 * <p>A frame beyond the tenant's rate is not refused but read later, and the client's next frames
 * after it.
 */
@Component
public final class FrameIntake {

  /** Frames up to this size are parsed on the event loop, in tens of microseconds. */
  private static final int SMALL_BYTES = 4 << 10;

  private final Ledger ledger;
  private final RequestRate rate;
  private final Workers workers;

  public FrameIntake(Ledger ledger, RequestRate rate, Workers workers) {
    this.ledger = ledger;
    this.rate = rate;
    this.workers = workers;
  }

  /**
   * Serves a socket with an account of its frames, which the tenant of the context pays for and
   * which is closed at the end.
   */
  public Mono<Void> accounted(Function<HeapHolding, Mono<Void>> serve) {
    return Mono.usingWhen(open(), serve, holding -> Mono.fromRunnable(holding::close));
  }

  /** Opens the account of a socket's frames, for the tenant of the context. */
  public Mono<HeapHolding> open() {
    return CurrentTenant.with(tenant -> Mono.just(ledger.open(tenant, Owner.STREAM)));
  }

  /**
   * Reads one frame, whose buffer is the server's again when this returns. Fails as the reader
   * does, and if the heap has no room for the frame.
   *
   * @param holding the holding of the socket, from {@link #open}
   */
  public <T> Mono<T> read(
      WebSocketMessage message, HeapHolding holding, Function<String, T> reader) {
    long cost = WireJson.costOfFrame(message.getPayload().readableByteCount());
    try {
      holding.acquire(cost);
    } catch (RuntimeException refused) {
      return Mono.error(refused);
    }
    String text = message.getPayloadAsText(StandardCharsets.UTF_8);
    return CurrentTenant.with(this::turn)
        .then(parse(text, reader))
        .doFinally(end -> holding.release(cost));
  }

  /**
   * Reads one frame of any type, which may be as large and as rich as a body. Otherwise as {@link
   * #read}.
   */
  public <T> Mono<T> readBytes(
      WebSocketMessage message, HeapHolding holding, Function<byte[], T> reader) {
    int length = message.getPayload().readableByteCount();
    long cost = length + WireJson.costOfBody(length);
    try {
      holding.acquire(cost);
    } catch (RuntimeException refused) {
      return Mono.error(refused);
    }
    byte[] bytes = new byte[length];
    message.getPayload().read(bytes);
    return CurrentTenant.with(this::turn)
        .then(
            length <= SMALL_BYTES
                ? Mono.fromSupplier(() -> reader.apply(bytes))
                : workers.call(() -> reader.apply(bytes)))
        .doFinally(end -> holding.release(cost));
  }

  private <T> Mono<T> parse(String text, Function<String, T> reader) {
    return text.length() <= SMALL_BYTES
        ? Mono.fromSupplier(() -> reader.apply(text))
        : workers.call(() -> reader.apply(text));
  }

  /** Completes when the tenant may make one more request. */
  private Mono<Void> turn(Tenant tenant) {
    return rate.take(tenant).then().retryWhen(Retry.from(FrameIntake::pauses));
  }

  private static Publisher<?> pauses(Flux<Retry.RetrySignal> refusals) {
    return refusals.concatMap(refusal -> pause(refusal.failure()), 1);
  }

  private static Mono<Long> pause(Throwable failure) {
    return failure instanceof QuotaExceededException exceeded
        ? Mono.delay(exceeded.allowance().retryAfter())
        : Mono.error(failure);
  }
}
