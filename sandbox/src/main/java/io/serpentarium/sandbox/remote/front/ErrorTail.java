package io.serpentarium.sandbox.remote.front;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The last that a process wrote to its standard error: printable characters only, and few. */
final class ErrorTail {

  private static final int MOST_CHARACTERS = 1_000;

  private final InputStream in;
  private final StringBuilder last = new StringBuilder();

  ErrorTail(InputStream in) {
    this.in = in;
  }

  /** Starts to read, until the process ends. */
  void start(String name) {
    Thread.ofPlatform().daemon().name(name).start(this::readAll);
  }

  private void readAll() {
    byte[] part = new byte[MOST_CHARACTERS];
    try (in) {
      for (int count = in.read(part); count >= 0; count = in.read(part)) {
        add(new String(part, 0, count, StandardCharsets.US_ASCII));
      }
    } catch (IOException e) {
      add(" (%s)".formatted(e.getMessage()));
    }
  }

  private synchronized void add(String text) {
    text.chars().map(c -> c >= ' ' && c < 127 ? c : ' ').forEach(c -> last.append((char) c));
    if (last.length() > MOST_CHARACTERS) {
      last.delete(0, last.length() - MOST_CHARACTERS);
    }
  }

  synchronized boolean isEmpty() {
    return last.isEmpty();
  }

  @Override
  public synchronized String toString() {
    return last.toString().strip();
  }
}
