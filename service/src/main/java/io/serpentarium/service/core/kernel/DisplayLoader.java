package io.serpentarium.service.core.kernel;

import io.serpentarium.service.core.execution.ImportScan;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * Loads the kernels' display functions into other interpreters, if their code may display: {@code
 * display}, the package {@code IPython}, and the rich value of a last expression. Code that cannot
 * display costs nothing.
 */
@Component
public final class DisplayLoader {

  /** The names in code that displays, except its imports. */
  private static final Pattern NAMES =
      Pattern.compile("IPython|get_ipython|_repr_|_ipython_display_|(?<![.\\w])display\\s*\\(");

  private final Set<String> library = GuestCode.library();
  private final String forCells = GuestCode.loadRich(true);
  private final String forSubmissions = GuestCode.loadRich(false);

  public DisplayLoader() {}

  /** Returns the code to execute before a cell or a program; empty for none. */
  public String prelude(String code) {
    return names(code) || ImportScan.isBeyond(code, library) ? forCells : "";
  }

  /** Returns the code to execute before code whose value is not used. */
  public String preludeWithoutValue(String code) {
    return names(code) ? forSubmissions : "";
  }

  private static boolean names(String code) {
    return NAMES.matcher(code).find();
  }
}
