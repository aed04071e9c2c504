package io.serpentarium.service.core.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What programs display, for those who follow an execution rather than a kernel. */
public final class Displays {

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

  /** What is shown in the end by these lines: updates have replaced what they were about. */
  public static List<KernelEvent.Display> last(List<String> lines) {
    List<KernelEvent.Display> shown = new ArrayList<>();
    boolean clearing = false;
    for (String line : lines) {
      Optional<KernelEvent> event = read(line);
      if (event.isPresent() && event.get() instanceof KernelEvent.Display display) {
        if (clearing) {
          shown.clear();
          clearing = false;
        }
        show(display, shown);
      } else if (event.isPresent() && event.get() instanceof KernelEvent.Clear(boolean later)) {
        clearing = later;
        if (!later) {
          shown.clear();
        }
      }
    }
    return shown;
  }

  private static void show(KernelEvent.Display display, List<KernelEvent.Display> shown) {
    if (display.update() && display.id().isPresent()) {
      shown.replaceAll(former -> former.id().equals(display.id()) ? display : former);
    } else {
      shown.add(display);
    }
  }
}
