package io.serpentarium.service.core.kernel;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * An event of a request. In this order: busy, the input of a cell, its output and prompts, its
 * result or error, the answer, idle.
 */
public sealed interface KernelEvent {

  /** Bytes of the heap that it takes, about. */
  default long bytes() {
    return 0;
  }

  /** The text that replaces an event without room for it. */
  String LEFT_OUT = "Something is left out here: there is no room for it.\n";

  /** Returns the short event that replaces this one if there is no room for it. */
  default KernelEvent lean() {
    return bytes() == 0 ? this : new Stderr(LEFT_OUT);
  }

  /** Returns whether only the asker receives the event. */
  default boolean isForAsker() {
    return false;
  }

  /** The request's turn has come. */
  record Busy() implements KernelEvent {}

  /** The request is done. */
  record Idle() implements KernelEvent {}

  /** The code that is executed, and its number. */
  record Input(String code, int count) implements KernelEvent {

    @Override
    public KernelEvent lean() {
      return new Input("", count);
    }

    @Override
    public long bytes() {
      return 2L * code.length();
    }
  }

  /** Text written to stdout. */
  record Stdout(String text) implements KernelEvent {

    @Override
    public long bytes() {
      return 2L * text.length();
    }
  }

  /** Text written to stderr. */
  record Stderr(String text) implements KernelEvent {

    @Override
    public long bytes() {
      return 2L * text.length();
    }
  }

  /**
   * A display of a program.
   *
   * @param bundle the value to display
   * @param id the id for updates
   * @param update whether this replaces the display with the id
   */
  record Display(Bundle bundle, Optional<String> id, boolean update) implements KernelEvent {

    @Override
    public long bytes() {
      return bundle.cost();
    }
  }

  /**
   * Removes what was displayed.
   *
   * @param later whether to wait until something new is displayed
   */
  record Clear(boolean later) implements KernelEvent {}

  /** The value of the cell's last expression. */
  record Result(Bundle bundle, int count) implements KernelEvent {

    @Override
    public long bytes() {
      return bundle.cost();
    }
  }

  /**
   * The cell waits for a line.
   *
   * @param hidden whether it is a password
   */
  record InputRequest(String prompt, boolean hidden) implements KernelEvent {

    @Override
    public long bytes() {
      return 2L * prompt.length();
    }

    @Override
    public KernelEvent lean() {
      return new InputRequest("", hidden);
    }

    @Override
    public boolean isForAsker() {
      return true;
    }
  }

  /**
   * The cell ended with an exception, a limit or a crash.
   *
   * @param traceback the lines of the traceback
   */
  record Failure(String name, String message, List<String> traceback) implements KernelEvent {

    private static final long LINE_BYTES = 64;

    public Failure {
      traceback = List.copyOf(traceback);
    }

    @Override
    public long bytes() {
      long lines = traceback.stream().mapToLong(line -> LINE_BYTES + 2L * line.length()).sum();
      return 2L * (name.length() + message.length()) + lines;
    }

    @Override
    public KernelEvent lean() {
      return new Failure(name, LEFT_OUT, List.of());
    }
  }

  /** The answer to the request; the last event but for {@link Idle}. */
  sealed interface Done extends KernelEvent {

    @Override
    default boolean isForAsker() {
      return true;
    }
  }

  /**
   * A cell ended.
   *
   * @param error the failure, unless it completed
   * @param pages descriptions that it asked to be shown
   * @param expressions the values of expressions, as an object
   */
  record Executed(
      int count, Optional<Failure> error, List<JsonNode> pages, Optional<JsonNode> expressions)
      implements Done {

    public Executed {
      pages = List.copyOf(pages);
    }

    @Override
    public long bytes() {
      return error.map(Failure::bytes).orElse(0L)
          + pages.stream().mapToLong(Trees::bytes).sum()
          + expressions.map(Trees::bytes).orElse(0L);
    }

    @Override
    public KernelEvent lean() {
      return new Executed(
          count,
          error.map(each -> new Failure(each.name(), LEFT_OUT, List.of())),
          List.of(),
          Optional.empty());
    }
  }

  /** A cell was not executed, because one before it failed. */
  record Aborted() implements Done {}

  /** A question was answered; empty where the interpreter failed to. */
  record Answered(KernelRequest.Ask question, Optional<JsonNode> answer) implements Done {

    @Override
    public long bytes() {
      return question.bytes() + answer.map(Trees::bytes).orElse(0L);
    }

    @Override
    public KernelEvent lean() {
      return new Answered(question.withoutCode(), Optional.empty());
    }
  }

  /** The turn of a {@link KernelRequest.Note} has come. */
  record Noted(KernelRequest.Note note) implements Done {}

  /** The request could not be fulfilled, such as for want of room. */
  record Failed(KernelRequest request, Throwable cause) implements Done {

    @Override
    public long bytes() {
      return request.bytes();
    }

    @Override
    public KernelEvent lean() {
      return new Failed(request.withoutCode(), cause);
    }
  }

  /**
   * A value in several MIME types.
   *
   * @param data representations by MIME type, an object
   * @param metadata metadata, an object
   * @param bytes the size as the interpreter sent it
   */
  record Bundle(JsonNode data, JsonNode metadata, long bytes) {

    private static final String TEXT = "text/plain";

    /** Returns whether the value is more than text. */
    public boolean isRich() {
      return data.propertyNames().stream().anyMatch(mime -> !mime.equals(TEXT));
    }

    /** Returns the most heap bytes that the value takes. */
    long cost() {
      return bytes + Trees.NODE_BYTES * values();
    }

    /** Returns the number of JSON values. */
    long values() {
      return Trees.values(data) + Trees.values(metadata);
    }
  }
}
