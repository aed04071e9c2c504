package io.serpentarium.service.core.kernel;

import io.serpentarium.service.core.execution.FinishedExecution;
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
      return bundle.bytes();
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
      return bundle.bytes();
    }
  }

  /**
   * The cell waits for a line.
   *
   * @param hidden whether it is a password
   */
  record InputRequest(String prompt, boolean hidden) implements KernelEvent {

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

    public Failure {
      traceback = List.copyOf(traceback);
    }

    @Override
    public long bytes() {
      return 2L * (message.length() + traceback.stream().mapToLong(String::length).sum());
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
   * @param execution the execution; empty if it could not begin
   */
  record Executed(
      int count,
      Optional<Failure> error,
      List<JsonNode> pages,
      Optional<JsonNode> expressions,
      Optional<FinishedExecution> execution)
      implements Done {

    public Executed {
      pages = List.copyOf(pages);
    }
  }

  /** A cell was not executed, because one before it failed. */
  record Aborted() implements Done {}

  /** A question was answered; empty where the interpreter failed to. */
  record Answered(KernelRequest.Ask question, Optional<JsonNode> answer) implements Done {}

  /** The turn of a {@link KernelRequest.Note} has come. */
  record Noted(KernelRequest.Note note) implements Done {}

  /** The request could not be fulfilled, such as for want of room. */
  record Failed(KernelRequest request, Throwable cause) implements Done {}

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

    /** Returns the number of JSON values. */
    long values() {
      return values(data) + values(metadata);
    }

    private static long values(JsonNode node) {
      return 1 + (node.isContainer() ? node.values().stream().mapToLong(Bundle::values).sum() : 0);
    }
  }
}
