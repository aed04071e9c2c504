package io.serpentarium.service.core.kernel;

import io.serpentarium.service.core.execution.ImportScan;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * Brings what kernels have for displaying to interpreters that are no kernel's, when their code may
 * display: {@code display}, the package {@code IPython}, and what the value of a last expression is
 * beside its text. Code that cannot display costs nothing.
 */
@Component
public final class DisplayLoader {

  /** What code that displays names, but for what it imports. */
  private static final Pattern NAMES =
      Pattern.compile("IPython|get_ipython|_repr_|_ipython_display_|(?<![.\\w])display\\s*\\(");

  private final Set<String> library = GuestCode.library();
  private final String forCells = GuestCode.loadRich(true);
  private final String forSubmissions = GuestCode.loadRich(false);

  public DisplayLoader() {}

  /** Returns what has to be executed before a cell or a program; empty for nothing. */
  public String prelude(String code) {
    return names(code) || ImportScan.isBeyond(code, library) ? forCells : "";
  }

  /** Returns what has to be executed before code whose value nobody asks for. */
  public String preludeWithoutValue(String code) {
    return names(code) ? forSubmissions : "";
  }

  private static boolean names(String code) {
    return NAMES.matcher(code).find();
  }
}
