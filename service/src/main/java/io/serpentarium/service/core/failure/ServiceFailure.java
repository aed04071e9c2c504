package io.serpentarium.service.core.failure;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request that the core refuses or cannot fulfil; the message is a sentence or two for the
 * client. Without a stack trace: it says nothing about the service's code.
 *
 * <p>A subclass is for failures that somebody catches by their type, or that carry more.
 */
public class ServiceFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final Duration SOON = Duration.ofSeconds(1);

  private final FailureCode code;
  private final transient List<Field> fields;

  /**
   * An error in one field of a request.
   *
   * @param pointer the JSON Pointer (RFC 6901) to the field
   */
  public record Field(String pointer, String reason) {

    /** A field whose number is above a maximum. */
    public static Field above(String pointer, long maximum) {
      return new Field(pointer, "must be at most " + maximum);
    }
  }

  public ServiceFailure(FailureCode code) {
    this(code, code.detail());
  }

  public ServiceFailure(FailureCode code, Throwable cause) {
    this(code, code.detail(), List.of(), cause);
  }

  public ServiceFailure(FailureCode code, String detail, Field... fields) {
    this(code, detail, List.of(fields), null);
  }

  public ServiceFailure(
      FailureCode code, String detail, List<Field> fields, @Nullable Throwable cause) {
    super(detail, cause, false, false);
    this.code = code;
    this.fields = List.copyOf(fields);
  }

  /** Returns whether an exception is a failure with a code. */
  public static boolean is(Throwable failure, FailureCode code) {
    return failure instanceof ServiceFailure known && known.code == code;
  }

  public final FailureCode code() {
    return code;
  }

  /** The fields of the request that are to blame; empty if it is not about fields. */
  public final List<Field> fields() {
    return fields;
  }

  /**
   * Returns the time after which trying again may succeed, if it may without further action by the
   * client.
   */
  public Optional<Duration> retryAfter() {
    return switch (code.kind()) {
      case EXHAUSTED, UNAVAILABLE -> Optional.of(SOON);
      default -> Optional.empty();
    };
  }
}
