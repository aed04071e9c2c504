package io.serpentarium.sandbox;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchConditions.have;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.engine.Instance;
import io.serpentarium.sandbox.engine.SideModule;
import io.serpentarium.sandbox.engine.SideModules;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Linker;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** The directions of DESIGN's "Modules" section. */
@AnalyzeClasses(
    packagesOf = ArchitectureTest.class,
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  private static final int MOST_PARAMETERS = 7;

  private static final String API = "io.serpentarium.sandbox";
  private static final String ENGINE = API + ".engine";
  private static final String SUPPORT = ENGINE + ".support";
  private static final String VFS = API + ".vfs";
  private static final String WASI = API + ".wasi";
  private static final String SNAPSHOT = API + ".snapshot";
  private static final String LIBC = API + ".libc";
  private static final String MEMORY = API + ".memory";
  private static final String PYTHON = API + ".python";
  private static final String WASM = API + ".wasm";
  private static final String LINKING = API + ".linking";
  private static final String CONFINEMENT = API + ".confinement";
  private static final String REMOTE = API + ".remote";
  private static final String OURS = API + "..";
  private static final String KAWAMURAY = "io.github.kawamuray..";

  @ArchTest static final ArchRule apiStandsAlone = mayUseOfOurs(API);

  @ArchTest
  static final ArchRule enginePortKnowsOnlyTheJdk =
      classes()
          .that()
          .resideInAPackage(ENGINE)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(ENGINE, "java..", "org.jspecify.annotations");

  @ArchTest
  static final ArchRule adaptersKnowOnlyThePort =
      mayUseOfOurs(ENGINE + ".*", ENGINE, SUPPORT, LIBC, WASM);

  @ArchTest
  static final ArchRule onlyAdaptersKnowTheirSupport =
      noClasses()
          .that()
          .resideOutsideOfPackage(ENGINE + ".*")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(SUPPORT);

  @ArchTest
  static final ArchRule jniAdapterKnowsOnlyItsLibrary =
      classes()
          .that()
          .resideInAPackage(ENGINE + ".jni")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              ENGINE + ".jni",
              ENGINE,
              SUPPORT,
              KAWAMURAY,
              "java..",
              "org.slf4j",
              "org.jspecify.annotations");

  @ArchTest
  static final ArchRule ffmAdapterKnowsOnlyTheJdk =
      classes()
          .that()
          .resideInAPackage(ENGINE + ".ffm")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              ENGINE + ".ffm", ENGINE, SUPPORT, "java..", "org.slf4j", "org.jspecify.annotations");

  @ArchTest static final ArchRule libcStandsAlone = mayUseOfOurs(LIBC);

  @ArchTest static final ArchRule confinementKnowsOnlyLibc = mayUseOfOurs(CONFINEMENT, LIBC);

  @ArchTest static final ArchRule framesKnowOnlyTheApi = mayUseOfOurs(REMOTE + ".wire", API);

  /** Whatever a tenant's bytes mean is decoded in workers. */
  @ArchTest
  static final ArchRule frontsDecodeNothing =
      mayUseOfOurs(REMOTE + ".front", API, REMOTE + ".wire", REMOTE + ".worker", MEMORY);

  @ArchTest static final ArchRule wasmStandsAlone = mayUseOfOurs(WASM);

  @ArchTest
  static final ArchRule onlyAdaptersSnapshotsAndPrioritiesCallTheCLibrary =
      noClasses()
          .that()
          .resideOutsideOfPackages(LIBC, SUPPORT, SNAPSHOT, MEMORY, CONFINEMENT)
          .and()
          .doNotHaveSimpleName("BackgroundPriority")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(LIBC);

  @ArchTest
  static final ArchRule nativeFunctionsAreFoundInOnePlaceAndTheFfmAdapter =
      noClasses()
          .that()
          .resideOutsideOfPackages(LIBC, ENGINE + ".ffm")
          .should()
          .callMethodWhere(target(owner(equivalentTo(Linker.class))));

  @ArchTest static final ArchRule memoryKnowsAtMostTheApi = mayUseOfOurs(MEMORY, API, LIBC);

  @ArchTest static final ArchRule vfsKnowsAtMostTheApi = mayUseOfOurs(VFS + "..", API, MEMORY);

  @ArchTest
  static final ArchRule wasiKnowsEnginePortAndVfs =
      mayUseOfOurs(WASI + "..", API, ENGINE, MEMORY, VFS + "..");

  @ArchTest
  static final ArchRule linkingKnowsEnginePortAndBinaries =
      mayUseOfOurs(LINKING, API, ENGINE, WASM);

  /** Since that runs what the module starts with. */
  @ArchTest
  static final ArchRule onlyOneClassLinks =
      noClasses()
          .that()
          .resideOutsideOfPackage(ENGINE + "..")
          .and()
          .haveNameNotMatching(".*\\.SideLinker(\\$Placing)?")
          .should()
          .callMethod(SideModules.class, "link", SideModule.class, List.class);

  @ArchTest
  static final ArchRule snapshotKnowsEnginePortWasiVfsAndLinks =
      mayUseOfOurs(SNAPSHOT, API, ENGINE, MEMORY, WASI, VFS, LIBC, WASM, LINKING);

  @ArchTest
  static final ArchRule onlySnapshotsSeeWholeMemories =
      noClasses()
          .that()
          .resideOutsideOfPackages(SNAPSHOT, ENGINE)
          .should()
          .callMethod(GuestMemory.class, "fromSegment", Function.class)
          .orShould()
          .callMethod(GuestMemory.class, "withSegment", Consumer.class);

  @ArchTest
  static final ArchRule zstdStaysInSnapshot =
      noClasses()
          .that()
          .resideOutsideOfPackage(SNAPSHOT)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.github.luben..");

  @ArchTest
  static final ArchRule kawamurayStaysInItsAdapter =
      noClasses()
          .that()
          .resideOutsideOfPackage(ENGINE + ".jni")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(KAWAMURAY);

  /** Besides, a new instance says where its control block is. */
  @ArchTest
  static final ArchRule guestCodeIsEnteredByOneClass =
      noClasses()
          .that()
          .resideOutsideOfPackage(ENGINE + "..")
          .and()
          .doNotHaveFullyQualifiedName(PYTHON + ".GuestInstance")
          .should()
          .callMethod(Instance.class, "call", String.class, int[].class);

  @ArchTest
  static final ArchRule guestCodeIsEnteredThroughOneDoor =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(PYTHON + ".GuestDoor$Inside")
          .and()
          .doNotHaveFullyQualifiedName(PYTHON + ".GuestInstance")
          .should()
          .callMethod(
              PYTHON + ".GuestInstance",
              "execute",
              "java.lang.String",
              ExecutionRequest.Mode.class.getName(),
              "boolean")
          .orShould()
          .callMethod(PYTHON + ".GuestInstance", "terminal", "int", "[B")
          .orShould()
          .callMethod(PYTHON + ".GuestInstance", "setArguments", "java.util.List")
          .orShould()
          .callMethod(PYTHON + ".GuestInstance", "setArguments", "[B")
          .orShould()
          .callMethod(PYTHON + ".GuestInstance", "start");

  @ArchTest
  static final ArchRule onlyNewGuestsAreEnteredWithoutAPermit =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(PYTHON + ".Guest")
          .and()
          .doNotHaveFullyQualifiedName(PYTHON + ".GuestFactory")
          .should()
          .callMethod(
              PYTHON + ".GuestDoor",
              "enterNew",
              PYTHON + ".GuestInstance",
              "java.util.function.Function");

  /** What tenants size is never gathered on the heap; what the operator ships may be. */
  @ArchTest
  static final ArchRule bulkIsNotGatheredOnTheHeap =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(PYTHON + ".ArtifactFiles")
          .and()
          .doNotHaveFullyQualifiedName(PYTHON + ".Wheel")
          .and()
          .doNotHaveFullyQualifiedName(PYTHON + ".WheelCompiler")
          .and()
          .doNotHaveFullyQualifiedName(VFS + ".ImageBuilder")
          .and()
          .resideOutsideOfPackage(ENGINE + "..")
          .should()
          .callCodeUnitWhere(
              describe(
                  "gathers bytes on the heap",
                  call ->
                      call.getName().equals("readAllBytes")
                          || call.getTargetOwner().isAssignableTo(ByteArrayOutputStream.class)));

  @ArchTest
  static final ArchRule noFramework =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.springframework..", "reactor..", "org.reactivestreams..");

  @ArchTest
  static final ArchRule noCycles =
      slices().matching("io.serpentarium.(**)").should().beFreeOfCycles();

  private static ArchRule mayUseOfOurs(String from, String... to) {
    String[] allowed = Stream.concat(Stream.of(from), Stream.of(to)).toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(from)
        .should()
        .dependOnClassesThat(resideInAnyPackage(OURS).and(not(resideInAnyPackage(allowed))))
        .allowEmptyShould(true);
  }

  /**
   * So that a call with a wrong number of arguments does not compile; Scratch calls the C library.
   */
  @ArchTest
  static final ArchRule cFunctionsAreCalledByTheirTypes =
      noClasses()
          .that()
          .haveSimpleNameNotStartingWith("CApi")
          .and()
          .haveSimpleNameNotStartingWith("Downcalls")
          .and()
          .doNotHaveSimpleName("Scratch")
          .should()
          .dependOnClassesThat()
          .haveSimpleName("Downcalls");

  /** A record's own constructor is left out: its components are named wherever they are read. */
  @ArchTest
  static final ArchRule noParameterListIsLong =
      noCodeUnits()
          .that(
              DescribedPredicate.describe("are written by hand", ArchitectureTest::isWrittenByHand))
          .should(
              have(
                  DescribedPredicate.<JavaCodeUnit>describe(
                      "more than " + MOST_PARAMETERS + " parameters",
                      unit -> unit.getRawParameterTypes().size() > MOST_PARAMETERS)));

  private static boolean isWrittenByHand(JavaCodeUnit unit) {
    boolean synthetic =
        unit.getModifiers().contains(JavaModifier.SYNTHETIC) || unit.getName().contains("$");
    return !synthetic && !(unit.isConstructor() && unit.getOwner().isRecord());
  }
}
