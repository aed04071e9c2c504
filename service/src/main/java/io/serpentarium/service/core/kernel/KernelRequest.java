package io.serpentarium.service.core.kernel;

import java.util.Map;

/** Something that a kernel does in its turn. */
public sealed interface KernelRequest {

  /** Bytes of the heap that it takes while it waits. */
  default long bytes() {
    return 0;
  }

  /** Returns what has to be known of it once it is done. */
  default KernelRequest withoutCode() {
    return this;
  }

  /**
   * Code to execute.
   *
   * @param silent whether it is neither shown, counted nor remembered, and has no result
   * @param remembered whether it counts, and is kept as history
   * @param input whether a person can answer {@code input()}
   * @param stopsOnError whether its error aborts the requests that wait
   * @param expressions expressions to evaluate afterwards, by their names
   */
  record Execute(
      String code,
      boolean silent,
      boolean remembered,
      boolean input,
      boolean stopsOnError,
      Map<String, String> expressions)
      implements KernelRequest {

    private static final long ENTRY_BYTES = 128;

    public Execute {
      expressions = Map.copyOf(expressions);
    }

    /** Returns how a cell of a notebook is executed. */
    public static Execute cell(String code) {
      return new Execute(code, false, true, false, true, Map.of());
    }

    @Override
    public long bytes() {
      long named =
          expressions.entrySet().stream()
              .mapToLong(
                  each -> ENTRY_BYTES + 2L * (each.getKey().length() + each.getValue().length()))
              .sum();
      return 2L * code.length() + named;
    }

    @Override
    public Execute withoutCode() {
      return new Execute("", silent, remembered, input, stopsOnError, Map.of());
    }
  }

  /**
   * A question about code, which the interpreter answers without keeping a trace.
   *
   * @param kind the kind of question
   * @param code the code
   * @param cursor the position in code points from the beginning of the code
   * @param detail a number above 0 for sources
   */
  record Ask(Question kind, String code, int cursor, int detail) implements KernelRequest {

    @Override
    public Ask withoutCode() {
      return new Ask(kind, "", cursor, detail);
    }

    @Override
    public long bytes() {
      return 2L * code.length();
    }
  }

  /** A question about code. */
  enum Question {
    /** The possible completions of the name before the cursor. */
    COMPLETE,
    /** The description of the name at the cursor. */
    INSPECT,
    /** The choice whether a console should run the code or ask for another line. */
    IS_COMPLETE
  }

  /**
   * A request that the asker answers itself when its turn comes.
   *
   * @param subject a small object that the asker gets back then
   */
  record Note(Object subject) implements KernelRequest {}
}
