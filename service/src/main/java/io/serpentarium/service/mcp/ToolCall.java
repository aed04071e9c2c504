package io.serpentarium.service.mcp;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Stdin;
import io.serpentarium.service.edge.body.JsonFields;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import reactor.core.publisher.Flux;

/** A tool and its arguments. */
sealed interface ToolCall {

  /** Copies that {@link ToolCall.Fork} makes at the most. */
  int MOST_COPIES = 20;

  /** Executions that {@link ToolCall.Undo} takes back at the most. */
  int MOST_UNDONE = 1_000;

  /** The session that it names. */
  Optional<String> session();

  /**
   * Runs code.
   *
   * @param once whether no effects are kept
   * @param input the standard input, if given
   */
  record RunPython(
      Optional<String> session,
      String code,
      boolean once,
      Optional<String> input,
      Map<Limit, Long> limits)
      implements ToolCall {

    static RunPython read(JsonFields fields) {
      OptionalLong timeout = fields.optionalLong("timeout_ms", 1);
      boolean once = fields.flag("once");
      if (once && fields.isGiven("session")) {
        fields.reject("once", "cannot be true when session is given");
      }
      return new RunPython(
          named(fields),
          fields.text("code"),
          once,
          fields.optionalText("stdin"),
          timeout.isPresent() ? Map.of(Limit.WALL_TIME, timeout.getAsLong()) : Map.of());
    }

    /** Returns the standard input if no person can be asked. */
    Stdin stdin() {
      return input.map(Stdin::text).orElseGet(Stdin::empty);
    }
  }

  /** Creates a session. */
  record Create(Optional<Duration> idleTimeout) implements ToolCall {

    static Create read(JsonFields fields) {
      OptionalLong millis = fields.optionalLong("idle_timeout_ms", 1);
      return new Create(
          millis.isPresent()
              ? Optional.of(Duration.ofMillis(millis.getAsLong()))
              : Optional.empty());
    }

    @Override
    public Optional<String> session() {
      return Optional.empty();
    }
  }

  /** Lists sessions, from a page on. */
  record ListSessions(Optional<String> cursor) implements ToolCall {

    @Override
    public Optional<String> session() {
      return Optional.empty();
    }
  }

  /** Ends a session. */
  record Delete(Optional<String> session) implements ToolCall {

    static Delete read(JsonFields fields) {
      return new Delete(Optional.of(fields.text("session")));
    }
  }

  /** Copies a session. */
  record Fork(Optional<String> session, int count) implements ToolCall {

    static Fork read(JsonFields fields) {
      return new Fork(named(fields), fields.optionalInt("count", 1, MOST_COPIES).orElse(1));
    }
  }

  /** Takes executions back. */
  record Undo(Optional<String> session, int executions) implements ToolCall {

    static Undo read(JsonFields fields) {
      return new Undo(named(fields), fields.optionalInt("executions", 1, MOST_UNDONE).orElse(1));
    }
  }

  /** Stops the running execution. */
  record Interrupt(Optional<String> session) implements ToolCall {}

  /** Writes a file. */
  @SuppressWarnings("ArrayRecordComponent") // written once, compared nowhere
  record WriteFile(Optional<String> session, String path, byte[] content) implements ToolCall {

    static WriteFile read(JsonFields fields) {
      if (fields.isGiven("text") == fields.isGiven("base64")) {
        fields.reject("text", "or base64 is required, and not both");
      }
      byte[] content =
          fields
              .optionalBase64("base64")
              .or(() -> fields.optionalText("text").map(WriteFile::bytes))
              .orElse(new byte[0]);
      return new WriteFile(named(fields), fields.text("path"), content);
    }

    private static byte[] bytes(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  /** Reads a file. */
  record ReadFile(Optional<String> session, String path) implements ToolCall {

    static ReadFile read(JsonFields fields) {
      return new ReadFile(named(fields), fields.text("path"));
    }
  }

  /** Lists files, from a page on. */
  record ListFiles(Optional<String> session, String prefix, String after) implements ToolCall {

    static ListFiles read(JsonFields fields) {
      return new ListFiles(
          named(fields),
          fields.optionalText("prefix").orElse(""),
          fields.optionalText("after").orElse(""));
    }
  }

  /** Deletes a file. */
  record DeleteFile(Optional<String> session, String path) implements ToolCall {

    static DeleteFile read(JsonFields fields) {
      return new DeleteFile(named(fields), fields.text("path"));
    }
  }

  /** Calls a tool of an {@link Extension}. */
  non-sealed interface Other extends ToolCall {

    @Override
    default Optional<String> session() {
      return Optional.empty();
    }

    /** Executes the call. */
    Flux<Told> told(Dialogue dialogue);
  }

  private static Optional<String> named(JsonFields fields) {
    return fields.optionalText("session");
  }

  /** Returns what reads the arguments of one of these tools; empty when none has this name. */
  static Optional<Function<JsonFields, ToolCall>> reader(String tool) {
    return Optional.ofNullable(
        switch (tool) {
          case "run_python" -> RunPython::read;
          case "create_session" -> Create::read;
          case "list_sessions" -> fields -> new ListSessions(fields.optionalText("cursor"));
          case "delete_session" -> Delete::read;
          case "fork_session" -> Fork::read;
          case "undo" -> Undo::read;
          case "interrupt" -> fields -> new Interrupt(named(fields));
          case "write_file" -> WriteFile::read;
          case "read_file" -> ReadFile::read;
          case "list_files" -> ListFiles::read;
          case "delete_file" -> DeleteFile::read;
          default -> null;
        });
  }
}
