package io.serpentarium.service.core.execution;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The program that a command line of the interpreter runs.
 *
 * @param code the source of the main program
 * @param arguments {@code sys.argv} of the program after its first element
 * @see <a href="https://docs.python.org/3.13/using/cmdline.html">Command line and environment</a>
 */
public record PythonCommand(String code, List<String> arguments) {

  /** Options without a value, which may be written together. */
  private static final Pattern FLAGS = Pattern.compile("-[bBdEIOPqsSuvx]+");

  /** Code points: more than a module's name or a message has a use for. */
  private static final int MOST_QUOTED = 200;

  private static final Set<String> FLAGS_WITH_VALUES = Set.of("-W", "-X");

  /**
   * Returns the command of an interpreter called with these words. A command line that it would
   * refuse becomes a program that prints the error and exits with 2, as the interpreter does.
   *
   * @param files the files in its working directory
   */
  public static PythonCommand of(List<String> words, List<SandboxFile> files) {
    int at = 0;
    while (at < words.size()) {
      String word = words.get(at);
      if (FLAGS_WITH_VALUES.contains(word)) {
        at += 2;
      } else if (FLAGS.matcher(word).matches() || word.startsWith("-X") || word.startsWith("-W")) {
        at++;
      } else {
        break;
      }
    }
    return at < words.size()
        ? main(words.get(at), words.subList(at + 1, words.size()), files)
        : new PythonCommand("", List.of());
  }

  private static PythonCommand main(String word, List<String> rest, List<SandboxFile> files) {
    boolean takesValue = word.equals("-c") || word.equals("-m");
    if (takesValue && rest.isEmpty()) {
      return failure("Argument expected for the %s option".formatted(word));
    }
    return switch (word) {
      case "-c" -> new PythonCommand(rest.getFirst(), rest.subList(1, rest.size()));
      case "-m" -> new PythonCommand(module(rest.getFirst()), rest.subList(1, rest.size()));
      default ->
          word.startsWith("-") && word.length() > 1
              ? failure("Unknown option: " + word)
              : file(word, rest, files);
    };
  }

  private static PythonCommand file(String path, List<String> rest, List<SandboxFile> files) {
    return files.stream()
        .filter(file -> file.path().equals(path))
        .reduce((earlier, later) -> later)
        .map(file -> new PythonCommand(text(file), rest))
        .orElseGet(
            () ->
                failure(
                    "python: can't open file '/sandbox/%s': [Errno 2] No such file or directory"
                        .formatted(path)));
  }

  private static String text(SandboxFile file) {
    return new String(file.content(), StandardCharsets.UTF_8);
  }

  private static PythonCommand failure(String message) {
    String code =
        """
        import sys
        print(%s, file=sys.stderr)
        sys.exit(2)
        """
            .formatted(literal(message));
    return new PythonCommand(code, List.of());
  }

  private static String module(String name) {
    return """
    import runpy
    runpy.run_module(%s, run_name="__main__", alter_sys=True)
    """
        .formatted(literal(name));
  }

  /** Returns a string literal of Python in ASCII, of the beginning of a long text. */
  private static String literal(String text) {
    return text.codePoints()
        .limit(MOST_QUOTED)
        .mapToObj(point -> "\\U%08x".formatted(point))
        .collect(Collectors.joining("", "\"", "\""));
  }

  /** Splits a command line as a shell does, but for all that it would expand. */
  public static List<String> words(String line) {
    Splitter splitter = new Splitter();
    for (int i = 0; i < line.length(); i++) {
      splitter.take(line.charAt(i));
    }
    splitter.endWord();
    return splitter.words;
  }

  /** Takes a line by its characters. */
  private static final class Splitter {

    private static final char NONE = 0;

    private final List<String> words = new ArrayList<>();
    private @Nullable StringBuilder word;
    private char quote = NONE;
    private boolean escaped;

    void take(char c) {
      if (Character.isWhitespace(c) && quote == NONE && !escaped) {
        endWord();
        return;
      }
      StringBuilder open = word == null ? new StringBuilder() : word;
      word = open;
      if (escaped) {
        escaped = false;
        open.append(c);
      } else if (c == '\\' && quote != '\'') {
        escaped = true;
      } else if (c == quote) {
        quote = NONE;
      } else if (quote == NONE && (c == '"' || c == '\'')) {
        quote = c;
      } else {
        open.append(c);
      }
    }

    void endWord() {
      if (word != null) {
        words.add(word.toString());
        word = null;
      }
    }
  }
}
