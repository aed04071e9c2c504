package io.serpentarium.service.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;

/** The scripts that Redis runs atomically; each documents its arguments and its reply. */
enum LuaScript {
  RENEW_POD,
  LIVE_PODS,
  REGISTER,
  VERIFY,
  KEEP,
  APPEND_PART,
  FORGET,
  FIND,
  TAKE,
  LIST,
  ADD_SNAPSHOT,
  REMOVE_SNAPSHOT,
  TELL_TAKEN,
  STORED_STATES,
  CLAIM_ANSWER,
  COMPLETE_ANSWER,
  RELEASE_ANSWER,
  KEEP_RESULT,
  REMOVE_RESULT;

  private final String text = read(name().toLowerCase(Locale.ROOT) + ".lua");

  String text() {
    return text;
  }

  private static String read(String name) {
    try (InputStream in = LuaScript.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
