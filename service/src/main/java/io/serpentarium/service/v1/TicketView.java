package io.serpentarium.service.v1;

import io.serpentarium.service.core.session.Ticket;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A ticket as the contract shows it. */
record TicketView(String ticket, Instant expiresAt) {

  static TicketView of(Ticket ticket) {
    return new TicketView(ticket.value(), ticket.expiresAt().truncatedTo(ChronoUnit.MILLIS));
  }
}
