package io.serpentarium.sandbox.confinement;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.confinement.SeccompFilter.Instruction;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs the filter as the kernel would, for architectures that this machine is not, too. */
class SeccompFilterTest {

  private static final int ERRNO = 0x00050000;
  private static final int READ_OF_I386 = 3;
  private static final int I386 = 0x40000003;

  @ParameterizedTest
  @EnumSource
  void refusesWhatIsNeverNeeded(Architecture architecture) {
    for (SystemCall call : SystemCall.values()) {
      if (call.isOn(architecture) && call.isGivenUpBy(Profile.SERVICE)) {
        assertThat(run(architecture, call.number(architecture), 0))
            .as(call.name())
            .isEqualTo(ERRNO | SeccompFilter.EPERM);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void allowsEverythingElse(Architecture architecture) {
    List<Integer> refused =
        List.of(SystemCall.values()).stream()
            .filter(call -> call.isGivenUpBy(Profile.SERVICE))
            .map(call -> call.number(architecture))
            .toList();
    for (int number = 0; number < 500; number++) {
      if (!refused.contains(number)
          && number != SeccompFilter.clone(architecture)
          && number != SeccompFilter.clone3()
          && number != SystemCall.SOCKET.number(architecture)) {
        assertThat(run(architecture, number, 0)).as("%d", number).isEqualTo(SeccompFilter.ALLOW);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void startsThreadsButNoProcesses(Architecture architecture) {
    int clone = SeccompFilter.clone(architecture);
    assertThat(run(architecture, clone, 0x3D0F00)).isEqualTo(SeccompFilter.ALLOW);
    assertThat(run(architecture, clone, 0x1200011)).isEqualTo(ERRNO | SeccompFilter.EPERM);
    assertThat(run(architecture, clone, 0x4111)).isEqualTo(ERRNO | SeccompFilter.EPERM);
    assertThat(run(architecture, SeccompFilter.clone3(), 0))
        .isEqualTo(ERRNO | SeccompFilter.ENOSYS);
  }

  @ParameterizedTest
  @EnumSource
  void opensOrdinarySocketsOnly(Architecture architecture) {
    int socket = SystemCall.SOCKET.number(architecture);
    for (int family = 0; family < 50; family++) {
      boolean ordinary = List.of(1, 2, 10, 16).contains(family);
      assertThat(run(architecture, socket, family))
          .as("%d", family)
          .isEqualTo(ordinary ? SeccompFilter.ALLOW : ERRNO | SeccompFilter.EAFNOSUPPORT);
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesNumbersOfOtherArchitectures(Architecture architecture) {
    assertThat(run(SeccompFilter.of(architecture, Profile.SERVICE, 0), I386, READ_OF_I386, 0))
        .isEqualTo(ERRNO | SeccompFilter.EPERM);
    if (architecture == Architecture.X86_64) {
      assertThat(run(architecture, 0x40000000 | 59, 0)).isEqualTo(ERRNO | SeccompFilter.EPERM);
    }
  }

  private static int run(Architecture architecture, int number, int argument) {
    return run(
        SeccompFilter.of(architecture, Profile.SERVICE, 0), architecture.audit(), number, argument);
  }

  private static int run(List<Instruction> program, int audit, int number, int argument) {
    int accumulator = 0;
    int at = 0;
    while (true) {
      Instruction next = program.get(at++);
      switch (next.code()) {
        case SeccompFilter.LOAD ->
            accumulator =
                switch (next.operand()) {
                  case 0 -> number;
                  case 4 -> audit;
                  case 16 -> argument;
                  default -> throw new AssertionError(next);
                };
        case SeccompFilter.JUMP_IF_EQUAL -> at += skip(next, accumulator == next.operand());
        case SeccompFilter.JUMP_IF_AT_LEAST ->
            at += skip(next, Integer.compareUnsigned(accumulator, next.operand()) >= 0);
        case SeccompFilter.JUMP_IF_SET -> at += skip(next, (accumulator & next.operand()) != 0);
        case SeccompFilter.RETURN -> {
          return next.operand();
        }
        default -> throw new AssertionError(next);
      }
    }
  }

  private static int skip(Instruction jump, boolean holds) {
    return holds ? jump.ifTrue() : jump.ifFalse();
  }
}
