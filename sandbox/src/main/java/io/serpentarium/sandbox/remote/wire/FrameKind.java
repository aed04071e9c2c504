package io.serpentarium.sandbox.remote.wire;

/** The kind of a frame. */
enum FrameKind {
  /** Needs no answer. */
  TELL,
  /** Needs one {@link #ANSWER} or {@link #REFUSAL} with its number. */
  ASK,
  ANSWER,
  /** The failure that takes the place of an answer. */
  REFUSAL;

  private static final FrameKind[] ALL = values();

  static FrameKind of(int number) {
    if (number < 0 || number >= ALL.length) {
      throw new ProtocolException("there is no kind " + number);
    }
    return ALL[number];
  }
}
