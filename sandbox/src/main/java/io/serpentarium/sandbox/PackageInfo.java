package io.serpentarium.sandbox;

import java.util.List;
import java.util.Locale;

/**
 * A package that programs can import without installing it.
 *
 * @param name the name known to installers
 * @param version the version, such as {@code 2.5.5}
 * @param modules the names under which programs import the package
 */
public record PackageInfo(String name, String version, List<String> modules) {

  public PackageInfo {
    modules = List.copyOf(modules);
  }

  /**
   * Returns the normalized name: {@code et_xmlfile} and {@code et-xmlfile} are the same package.
   */
  public String comparableName() {
    return name.replaceAll("[-_.]+", "-").toLowerCase(Locale.ROOT);
  }
}
