package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.sandbox.OutputEvent.Display;
import io.serpentarium.sandbox.OutputEvent.InputRequest;
import io.serpentarium.sandbox.OutputEvent.Stderr;
import io.serpentarium.sandbox.OutputEvent.Stdout;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Output that waits for its reader, in pieces: small ones of one stream are joined and large ones
 * cut, so that the size of a few events is bounded. Not thread-safe.
 */
final class WaitingOutput {

  /** Characters of one event at most. */
  static final int PIECE = 1 << 13;

  /** The weight of an event in addition to its characters. */
  private static final int OVERHEAD = 64;

  private final Deque<OutputEvent> events = new ArrayDeque<>();
  private int weight;

  /** Adds an event at the end. */
  void add(OutputEvent event) {
    switch (event) {
      case Stdout(String text) -> addPieces(text, Stdout::new);
      case Stderr(String text) -> addPieces(text, Stderr::new);
      case Display _, InputRequest _ -> append(event);
    }
  }

  /** Takes the first event, or null when there is none. */
  @Nullable OutputEvent poll() {
    OutputEvent event = events.pollFirst();
    if (event != null) {
      weight -= weight(event);
    }
    return event;
  }

  boolean isEmpty() {
    return events.isEmpty();
  }

  /** Returns the weight: the characters, and an overhead for each event. */
  int weight() {
    return weight;
  }

  void clear() {
    events.clear();
    weight = 0;
  }

  private void addPieces(String text, Function<String, OutputEvent> kind) {
    int start = 0;
    while (start < text.length()) {
      int end = endOfPiece(text, start);
      join(kind.apply(text.substring(start, end)));
      start = end;
    }
  }

  /** Returns the end of a piece with a given start: between two characters, never inside of one. */
  private static int endOfPiece(String text, int start) {
    int end = Math.min(text.length(), start + PIECE);
    return end < text.length() && Character.isSurrogatePair(text.charAt(end - 1), text.charAt(end))
        ? end - 1
        : end;
  }

  private void join(OutputEvent event) {
    OutputEvent last = events.peekLast();
    OutputEvent joined =
        last == null || chars(last) + chars(event) > PIECE ? null : joined(last, event);
    if (joined != null) {
      events.removeLast();
      events.addLast(joined);
      weight += chars(event);
    } else {
      append(event);
    }
  }

  private void append(OutputEvent event) {
    events.addLast(event);
    weight += weight(event);
  }

  private static @Nullable OutputEvent joined(OutputEvent last, OutputEvent next) {
    if (last instanceof Stdout(String a) && next instanceof Stdout(String b)) {
      return new Stdout(a + b);
    }
    if (last instanceof Stderr(String a) && next instanceof Stderr(String b)) {
      return new Stderr(a + b);
    }
    return null;
  }

  private static int weight(OutputEvent event) {
    return OVERHEAD + chars(event);
  }

  private static int chars(OutputEvent event) {
    return switch (event) {
      case Stdout(String text) -> text.length();
      case Stderr(String text) -> text.length();
      case Display(String line) -> line.length();
      case InputRequest(String prompt) -> prompt.length();
    };
  }
}
