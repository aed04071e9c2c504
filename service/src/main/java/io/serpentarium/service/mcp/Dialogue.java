package io.serpentarium.service.mcp;

import io.serpentarium.service.edge.body.JsonFields;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The way in which a tool may ask the person at the client. */
sealed interface Dialogue {

  /** The longest number of a question, in digits. */
  int LONGEST_NUMBER = 18;

  /**
   * A person's response.
   *
   * @param accepted whether the person filled in the form
   * @param text the line, if the form asks for one
   */
  record Response(boolean accepted, Optional<String> text) {

    static final Response DECLINED = new Response(false, Optional.empty());

    static Response read(JsonFields fields) {
      fields.allowUnknown();
      boolean accepted = fields.optionalText("action").filter("accept"::equals).isPresent();
      Optional<String> text = fields.object("content", Response::line).flatMap(line -> line);
      return new Response(accepted, accepted ? text : Optional.empty());
    }

    private static Optional<String> line(JsonFields fields) {
      fields.allowUnknown();
      return fields.optionalText(LineQuestion.ANSWER);
    }
  }

  /**
   * The state of a question, which the client returns.
   *
   * @param subject what asked, such as an execution's id
   * @param number the number of the question
   */
  record State(String subject, long number) {

    String text() {
      return subject + "." + number;
    }

    private static Optional<State> of(String text) {
      int dot = text.lastIndexOf('.');
      OptionalLong number = dot < 0 ? OptionalLong.empty() : number(text.substring(dot + 1));
      return number.isEmpty()
          ? Optional.empty()
          : Optional.of(new State(text.substring(0, dot), number.getAsLong()));
    }

    private static OptionalLong number(String digits) {
      boolean valid =
          !digits.isEmpty()
              && digits.length() <= LONGEST_NUMBER
              && digits.chars().allMatch(each -> each >= '0' && each <= '9');
      return valid ? OptionalLong.of(Long.parseLong(digits)) : OptionalLong.empty();
    }
  }

  /**
   * What a client returns when it calls again.
   *
   * @param state the state of the questions, if it is a repeated call
   * @param responses the responses, by the keys of the questions
   */
  record Replies(Optional<State> state, Map<String, Response> responses) {

    static final Replies NONE = new Replies(Optional.empty(), Map.of());

    static Replies read(JsonFields fields) {
      Optional<String> text = fields.optionalText("requestState");
      Optional<State> state = text.flatMap(State::of);
      if (text.isPresent() && state.isEmpty()) {
        fields.reject("requestState", "is none of this server's");
      }
      return new Replies(state, fields.objectMap("inputResponses", Response::read));
    }
  }

  /** Nobody can be asked. */
  record Nobody() implements Dialogue {}

  /** A question ends the call, and the client calls again with the responses. */
  record Rounds(Replies replies) implements Dialogue {}

  /**
   * A question is asked on the stream of the call, which goes on.
   *
   * @param responses waits for the response to the question with an id
   */
  record Live(Function<String, Mono<Response>> responses) implements Dialogue {

    /** Asks a question, and goes on with the response. */
    Flux<Told> ask(Told.Asked question, Function<Response, Flux<Told>> then) {
      return Flux.merge(
          responses.apply(question.state()).flatMapMany(then),
          Mono.just(new Told.Question(question)));
    }
  }

  /** Returns whether there is somebody. */
  default boolean isPossible() {
    return !(this instanceof Nobody);
  }

  /** Returns the parameters of a question's request. */
  static Map<String, Object> params(Told.Asked question) {
    return Map.of(
        "mode", "form", "message", question.message(), "requestedSchema", question.schema());
  }

  /** Returns the result that makes the client ask a person. */
  static Map<String, @Nullable Object> fields(Told.Asked question) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("resultType", "input_required");
    fields.put(
        "inputRequests",
        Map.of(question.key(), Map.of("method", "elicitation/create", "params", params(question))));
    fields.put("requestState", question.state());
    return fields;
  }
}
