package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.python.ProgramTemplates.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Composes programs from the templates: a few pieces of one family, now and then one of another,
 * with random literals. The same seed gives the same programs.
 */
final class ProgramGenerator {

  /** Has the program answer all its plain variables, so that its state is compared as well. */
  private static final String STATE =
      "{k: v for k, v in vars().items() if k[0] != '_' and type(v) in (int, float, str, bytes)}";

  private final List<Family> families = ProgramTemplates.load().families();
  private final long seed;

  ProgramGenerator(long seed) {
    this.seed = seed;
  }

  /** So many programs, every family in turn and every piece of it in turn. */
  List<GeneratedProgram> programs(int count) {
    return IntStream.range(0, count).mapToObj(this::program).toList();
  }

  private GeneratedProgram program(int index) {
    Random random = new Random(seed * 1_000_003 + index);
    Literals literals = new Literals(random);
    Family family = families.get(index % families.size());
    int round = index / families.size();
    String code =
        pieces(family, round, random).stream()
            .map(literals::fill)
            .map(piece -> random.nextInt(3) == 0 ? piece : guarded(piece))
            .collect(Collectors.joining("\n", "", "\n" + STATE + "\n"));
    return new GeneratedProgram(family.name() + "-" + round, code, input(random, literals));
  }

  private List<String> pieces(Family family, int round, RandomGenerator random) {
    List<String> pieces = new ArrayList<>();
    pieces.add(family.pieces().get(round % family.pieces().size()));
    pieces.add(any(family, random));
    if (random.nextInt(3) == 0) {
      pieces.add(0, any(families.get(random.nextInt(families.size())), random));
    }
    return pieces;
  }

  private static String any(Family family, RandomGenerator random) {
    return family.pieces().get(random.nextInt(family.pieces().size()));
  }

  private static String guarded(String piece) {
    return Stream.of("try:", piece.indent(4).stripTrailing(), "except Exception as error:")
        .collect(Collectors.joining("\n", "", "\n    print(type(error).__name__, error)"));
  }

  private static String input(RandomGenerator random, Literals literals) {
    return IntStream.range(0, random.nextInt(6))
        .mapToObj(line -> literals.word() + " " + random.nextInt(100))
        .collect(Collectors.joining("\n"));
  }
}
