package io.serpentarium.service.cluster;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads what scripts give. */
final class Replies {

  private Replies() {}

  static boolean isTrue(List<Object> reply, int index) {
    return number(reply, index) != 0;
  }

  static long number(List<Object> reply, int index) {
    return (Long) reply.get(index);
  }

  static String text(List<Object> reply, int index) {
    return new String(bytes(reply, index), StandardCharsets.UTF_8);
  }

  static long parse(byte[] number) {
    return Long.parseLong(new String(number, StandardCharsets.US_ASCII));
  }

  static byte[] bytes(List<Object> reply, int index) {
    return (byte[]) reply.get(index);
  }
}
