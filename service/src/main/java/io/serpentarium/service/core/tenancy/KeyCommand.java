package io.serpentarium.service.core.tenancy;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The commands {@code make-key TENANT} and {@code revoke-key KEY_ID} of an operator. */
public final class KeyCommand {

  private static final String FILE_OPTION = "--file=";
  private static final String FILE_VARIABLE = "SERPENTARIUM_TENANTS_FILE";
  private static final int USAGE = 2;

  private final Map<String, String> environment;
  private final RandomGenerator random;
  private final PrintStream out;
  private final PrintStream err;

  /**
   * @param random cryptographically strong
   */
  public KeyCommand(
      Map<String, String> environment, RandomGenerator random, PrintStream out, PrintStream err) {
    this.environment = environment;
    this.random = random;
    this.out = out;
    this.err = err;
  }

  /** Returns whether the program's arguments name one of these commands. */
  public static boolean isMeant(List<String> arguments) {
    return !arguments.isEmpty() && arguments.getFirst().matches("(make|revoke)-key");
  }

  /**
   * Runs the command.
   *
   * @return the exit code: 0 for success, 1 for failure, 2 for an unknown command
   */
  public int run(List<String> arguments) {
    try {
      return runChecked(arguments);
    } catch (IOException | TenantConfigurationException e) {
      err.println(e.getMessage());
      return 1;
    }
  }

  private int runChecked(List<String> arguments) throws IOException {
    List<String> operands =
        arguments.stream().skip(1).filter(each -> !each.startsWith("--")).toList();
    String file = fileOf(arguments);
    if (operands.size() != 1 || file.isEmpty()) {
      err.println(
          "Usage: make-key TENANT | revoke-key KEY_ID [--file=TENANTS.json, or in %s]"
              .formatted(FILE_VARIABLE));
      return USAGE;
    }
    KeyFile keys = new KeyFile(TenantPaths.of(Path.of(file)), random);
    return arguments.getFirst().equals("make-key")
        ? make(keys, operands.getFirst())
        : revoke(keys, operands.getFirst());
  }

  private int make(KeyFile keys, String tenant) throws IOException {
    ApiKey key = keys.make(tenant);
    out.println(key.text());
    err.println("This is the only time that key %s of %s is shown.".formatted(key.id(), tenant));
    return 0;
  }

  private int revoke(KeyFile keys, String keyId) throws IOException {
    boolean found = keys.revoke(keyId);
    err.println(found ? "Key %s is revoked.".formatted(keyId) : "No key has the id " + keyId + ".");
    return found ? 0 : 1;
  }

  private String fileOf(List<String> arguments) {
    return arguments.stream()
        .filter(each -> each.startsWith(FILE_OPTION))
        .map(each -> each.substring(FILE_OPTION.length()))
        .findFirst()
        .orElse(environment.getOrDefault(FILE_VARIABLE, ""));
  }
}
