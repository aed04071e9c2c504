package io.serpentarium.service.core.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what programs display, for clients that follow an execution rather than a kernel. */
public final class Displays {

  /** Values in all that one execution shows, each of which takes a place in the heap. */
  private static final long MOST_VALUES = 400_000;

  private static final Shown NOTHING = new Shown(List.of(), Optional.empty());

  private Displays() {}

  /**
   * Reads a line that was displayed: a {@link KernelEvent.Display} or a {@link KernelEvent.Clear}.
   * Any program can write any line: what is neither is dropped.
   */
  public static Optional<KernelEvent> read(String line) {
    return GuestMessage.read(line).flatMap(Displays::event);
  }

  private static Optional<KernelEvent> event(GuestMessage message) {
    return switch (message) {
      case GuestMessage.Shown(var bundle, var id, boolean update) ->
          Optional.of(new KernelEvent.Display(bundle, id, update));
      case GuestMessage.Cleared(boolean later) -> Optional.of(new KernelEvent.Clear(later));
      default -> Optional.empty();
    };
  }

  /**
   * The displays that an execution leaves in the end: updates have replaced their targets.
   *
   * @param value the value of its last expression, if that is more than text
   */
  public record Shown(List<KernelEvent.Display> displays, Optional<KernelEvent.Bundle> value) {}

  /** Reads all lines that were displayed, as many as there may be values in them. */
  public static Shown of(List<String> lines) {
    return lines.isEmpty() ? NOTHING : new Reading().read(lines);
  }

  /** The lines of one execution as they are read. */
  private static final class Reading {

    private final List<KernelEvent.Display> shown = new ArrayList<>();
    private Optional<KernelEvent.Bundle> value = Optional.empty();
    private boolean clearing;
    private long values;

    Shown read(List<String> lines) {
      for (String line : lines) {
        Optional<GuestMessage> message = GuestMessage.read(line);
        message.filter(this::hasRoom).ifPresent(this::take);
      }
      return new Shown(List.copyOf(shown), value);
    }

    private boolean hasRoom(GuestMessage message) {
      values += message instanceof GuestMessage.Shown(var bundle, _, _) ? bundle.values() : 0;
      values += message instanceof GuestMessage.Value(var bundle) ? bundle.values() : 0;
      return values <= MOST_VALUES;
    }

    private void take(GuestMessage message) {
      switch (message) {
        case GuestMessage.Shown(var bundle, var id, boolean update) ->
            show(new KernelEvent.Display(bundle, id, update));
        case GuestMessage.Value(var bundle) ->
            value = Optional.of(bundle).filter(KernelEvent.Bundle::isRich);
        case GuestMessage.Cleared(boolean later) -> clear(later);
        default -> {}
      }
    }

    private void clear(boolean later) {
      clearing = later;
      if (!later) {
        shown.clear();
      }
    }

    private void show(KernelEvent.Display display) {
      if (clearing) {
        shown.clear();
        clearing = false;
      }
      if (display.update() && display.id().isPresent()) {
        shown.replaceAll(former -> former.id().equals(display.id()) ? display : former);
      } else {
        shown.add(display);
      }
    }
  }
}
