package io.serpentarium.sandbox.hostile;

import io.serpentarium.sandbox.Sandbox;
import java.time.Duration;

/** Prints what each hostile program does to its sandbox: a program, not a test. */
final class HostileFigures {

  private HostileFigures() {}

  public static void main(String[] arguments) {
    try (Sandbox sandbox = HostileSandbox.start();
        Innocents innocents = new Innocents(sandbox)) {
      for (HostileProgram program : HostileCorpus.all()) {
        if (arguments.length > 0 && !program.name().matches(arguments[0])) {
          continue;
        }
        Attack attack = Attack.run(sandbox, program);
        String harm = String.join("; ", innocents.harm());
        System.out.printf(
            "%-32s %-30s %-11s %6d ms %8s %s%s%n",
            program,
            cut(attack.outcome(), 30),
            attack.fate(),
            attack.wallTime().toMillis(),
            attack.overrun().map(Duration::toMillis).map(ms -> "+" + ms).orElse(""),
            cut(String.join("; ", attack.deviations()), 300),
            harm.isEmpty() ? "" : " HARM " + harm);
      }
    }
  }

  private static String cut(String text, int most) {
    return text.length() > most ? text.substring(0, most) : text;
  }
}
