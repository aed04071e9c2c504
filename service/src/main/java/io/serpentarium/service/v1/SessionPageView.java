package io.serpentarium.service.v1;

import io.serpentarium.service.core.session.SessionPage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of Sessions as the contract shows it. */
record SessionPageView(List<SessionView> items, @Nullable String nextCursor) {

  static SessionPageView of(SessionPage page) {
    return new SessionPageView(
        page.items().stream().map(SessionView::of).toList(), page.nextCursor());
  }
}
