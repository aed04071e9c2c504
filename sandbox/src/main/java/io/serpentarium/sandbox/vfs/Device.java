package io.serpentarium.sandbox.vfs;

import java.util.Arrays;
import java.util.Optional;

/** A device in {@code /dev}, as of {@code null(4)} and {@code random(4)}, or a standard stream. */
public enum Device {
  /** Always at its end; takes everything. */
  NULL("null", 0),
  /** Zeros without end; takes everything. */
  ZERO("zero", 1),
  /** Zeros without end; always full. */
  FULL("full", 2),
  /** Random bytes without end; takes everything. */
  URANDOM("urandom", 3),
  RANDOM("random", 4),
  STDIN("stdin", 5),
  STDOUT("stdout", 6),
  STDERR("stderr", 7),
  /** Takes displays of the program, line by line; always at its end. */
  DISPLAY("display", 8),
  /** Runs the program that is written to it, and gives the way in which that ended. */
  PROCESS("process", 9);

  private final String fileName;
  private final int number;

  Device(String fileName, int number) {
    this.fileName = fileName;
    this.number = number;
  }

  /** Returns the number that identifies the device. */
  public int number() {
    return number;
  }

  /** Returns the name in {@code /dev}. */
  String fileName() {
    return fileName;
  }

  /** The descriptor that it stands for, if it is a standard stream. */
  public Optional<Integer> descriptor() {
    return number < STDIN.number || number > STDERR.number
        ? Optional.empty()
        : Optional.of(number - STDIN.number);
  }

  /** The standard stream of a descriptor from 0 to 2. */
  static Device ofDescriptor(int descriptor) {
    return Arrays.stream(values())
        .filter(device -> device.descriptor().equals(Optional.of(descriptor)))
        .findAny()
        .orElseThrow();
  }
}
