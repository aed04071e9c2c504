package io.serpentarium.service.edge.body;

import java.util.Comparator;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/** Chooses between JSON and server-sent events. */
public final class Accept {

  private Accept() {}

  /** Returns whether an Accept header prefers events to JSON; JSON wins a tie. */
  public static boolean prefersEvents(HttpHeaders headers) {
    List<MediaType> accepted = headers.getAccept();
    return quality(accepted, MediaType.TEXT_EVENT_STREAM)
        > quality(accepted, MediaType.APPLICATION_JSON);
  }

  private static double quality(List<MediaType> accepted, MediaType offered) {
    return accepted.stream()
        .filter(range -> range.includes(offered))
        .max(Comparator.comparingInt(Accept::specificity))
        .map(MediaType::getQualityValue)
        .orElse(0.0);
  }

  private static int specificity(MediaType range) {
    return range.isWildcardType() ? 0 : range.isWildcardSubtype() ? 1 : 2;
  }
}
