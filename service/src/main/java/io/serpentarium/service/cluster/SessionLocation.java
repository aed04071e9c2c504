package io.serpentarium.service.cluster;

import io.serpentarium.service.core.session.SessionRecord;
import java.net.URI;
import java.util.Optional;

/** The location of a session. */
sealed interface SessionLocation {

  /** On this pod. */
  record Here() implements SessionLocation {}

  /**
   * On a living pod.
   *
   * @param leased the id of the pod according to its lease, or empty if the pod itself has answered
   */
  record There(URI address, Optional<String> leased) implements SessionLocation {}

  /** On a pod whose lease has run out: dead, paused, or cut off from Redis only. */
  record Doubtful(String pod, URI address, Free otherwise) implements SessionLocation {}

  /**
   * On no pod.
   *
   * @param kept whether a state of the session is stored
   */
  record Free(SessionRecord record, boolean kept) implements SessionLocation {}

  /** Nowhere. */
  record Unknown() implements SessionLocation {}
}
