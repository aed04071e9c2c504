package io.serpentarium.service.v1;

import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;

/**
 * The id of a server-sent event.
 *
 * @param number the number of the event in its execution, from 1
 */
record EventId(String executionId, long number) {

  private static final Pattern SHAPE = Pattern.compile("(exe_[0-9a-f]{32})\\.([0-9]{1,15})");

  String text() {
    return executionId + "." + number;
  }

  /**
   * Reads the header Last-Event-ID; an empty one counts as none.
   *
   * @throws ProblemException if it cannot be one of ours
   */
  static Optional<EventId> last(HttpHeaders headers) {
    return Optional.ofNullable(headers.getFirst("Last-Event-ID"))
        .filter(text -> !text.isEmpty())
        .map(EventId::parse);
  }

  private static EventId parse(String text) {
    Matcher shape = SHAPE.matcher(text);
    if (!shape.matches()) {
      throw new ProblemException(
          ProblemCode.BAD_REQUEST, "The Last-Event-ID is not a valid event id.");
    }
    return new EventId(shape.group(1), Long.parseLong(shape.group(2)));
  }
}
