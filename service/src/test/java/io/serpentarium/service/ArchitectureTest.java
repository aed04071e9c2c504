package io.serpentarium.service;

import static com.tngtech.archunit.lang.conditions.ArchConditions.have;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ByteArrayOutputStream;
import java.util.Set;
import java.util.concurrent.Future;

@AnalyzeClasses(packages = "io.serpentarium.service", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final int MOST_PARAMETERS = 7;

  private static final Set<String> LEAVING =
      Set.of(
          "block",
          "blockOptional",
          "blockFirst",
          "blockLast",
          "toIterable",
          "toStream",
          "subscribe");

  /** Packages of protocols that an operator opens. */
  private static final String[] DOORS = {
    "..service.jupyter..",
    "..service.piston..",
    "..service.snekbox..",
    "..service.judge0..",
    "..service.jobe..",
    "..service.mcp..",
    "..service.e2b.."
  };

  @ArchTest
  static final ArchRule ONLY_APP_KNOWS_WHICH_SANDBOX_RUNS =
      noClasses()
          .that()
          .resideOutsideOfPackages("..service.app..", "..service.confinement..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.serpentarium.sandbox.*..", "io.github.kawamuray..");

  @ArchTest
  static final ArchRule CONFINEMENT_KNOWS_ONLY_THAT_OF_THE_SANDBOX =
      noClasses()
          .that()
          .resideInAPackage("..service.confinement..")
          .should()
          .dependOnClassesThat(
              JavaClass.Predicates.resideInAnyPackage("io.serpentarium.sandbox..")
                  .and(
                      DescribedPredicate.not(
                          JavaClass.Predicates.resideInAnyPackage(
                              "io.serpentarium.sandbox.confinement"))));

  @ArchTest
  static final ArchRule DOORS_STAND_ON_EDGE_AND_CORE =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("app")
          .definedBy("..service.app..")
          .layer("v1")
          .definedBy("..service.v1..")
          .layer("page")
          .definedBy("..service.page..")
          .layer("doors")
          .definedBy(DOORS)
          .layer("cluster")
          .definedBy("..service.cluster..")
          .layer("edge")
          .definedBy("..service.edge..")
          .layer("core")
          .definedBy("..service.core..")
          .whereLayer("app")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("v1")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("page")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("doors")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("cluster")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("edge")
          .mayOnlyBeAccessedByLayers("v1", "page", "doors", "cluster", "app")
          .whereLayer("core")
          .mayOnlyBeAccessedByLayers("edge", "v1", "page", "doors", "cluster", "app");

  @ArchTest
  static final ArchRule DOORS_DO_NOT_KNOW_EACH_OTHER =
      slices()
          .matching("io.serpentarium.service.(jupyter|piston|snekbox|judge0|jobe|mcp|e2b)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule CORE_KNOWS_NO_HTTP =
      noClasses()
          .that()
          .resideInAPackage("..service.core..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.springframework.web..", "org.springframework.http..", "io.netty..");

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().matching("io.serpentarium.service.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NO_CYCLES_IN_CORE =
      slices().matching("io.serpentarium.service.core.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NO_CYCLES_IN_EDGE =
      slices().matching("io.serpentarium.service.edge.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NOBODY_BLOCKS =
      noClasses()
          .should()
          .callMethodWhere(
              DescribedPredicate.describe(
                  "blocks on or subscribes to a publisher", ArchitectureTest::leavesTheFlow));

  /**
   * Waits for Redis, for other pods, for what these have counted, for code of our own, or for what
   * another thread is making; on workers or the lease's thread.
   */
  private static final Set<String> WAITING =
      Set.of("RedisLink", "Lease", "Peers", "Occupancy", "StorageQuota", "OwnCode", "MadeOnce");

  /** Hands a publisher's end to somebody who knows no publishers, or goes on without subscriber. */
  private static final Set<String> LEAVING_AS_FUTURE =
      Set.of(
          "Peers",
          "EventLog",
          "TenantGate",
          "IdempotencyFilter",
          "SubmissionRuns",
          "Kernel",
          "SideExecution",
          "Processes");

  @ArchTest
  static final ArchRule FEW_WAIT_FOR_A_FUTURE =
      noClasses()
          .that(areNot(WAITING))
          .should()
          .callMethodWhere(
              DescribedPredicate.describe("waits for a future", ArchitectureTest::waits));

  @ArchTest
  static final ArchRule FEW_TURN_A_PUBLISHER_INTO_A_FUTURE =
      noClasses()
          .that(areNot(LEAVING_AS_FUTURE))
          .should()
          .callMethodWhere(
              DescribedPredicate.describe(
                  "turns a publisher into a future",
                  call ->
                      call.getTargetOwner().getPackageName().equals("reactor.core.publisher")
                          && call.getTarget().getName().equals("toFuture")));

  private static DescribedPredicate<JavaClass> areNot(Set<String> names) {
    return DescribedPredicate.describe(
        "are not among " + names, type -> !names.contains(type.getSimpleName()));
  }

  private static boolean waits(JavaMethodCall call) {
    return call.getTargetOwner().isAssignableTo(Future.class)
        && Set.of("join", "get").contains(call.getTarget().getName());
  }

  /**
   * Gather bytes or trees: of what their callers hold and bound (WireJson, AdditionalFiles; Harness
   * reads reports of limited output), of records of a few hundred bytes (RecordJson,
   * RedisSnapshots), and of what no tenant sizes.
   */
  private static final Set<String> GATHERING =
      Set.of(
          "WireJson",
          "RedisSnapshots",
          "AdditionalFiles",
          "Harness",
          "GuestMessage",
          "OwnCode",
          "RecordJson",
          "LuaScript",
          "KeyFile",
          "KnownSettings",
          "OpenApiController",
          "PageFile",
          "Probe",
          "ToolCatalogue");

  @ArchTest
  static final ArchRule FEW_GATHER_BYTES_ON_THE_HEAP =
      noClasses()
          .that(areNot(GATHERING))
          .should()
          .callCodeUnitWhere(
              DescribedPredicate.describe(
                  "gathers bytes or a tree on the heap", ArchitectureTest::gathers));

  private static boolean gathers(JavaCall<?> call) {
    return Set.of("readAllBytes", "readTree", "toByteArray").contains(call.getName())
        || call.getTargetOwner().isAssignableTo(ByteArrayOutputStream.class);
  }

  @ArchTest
  static final ArchRule STATE_IS_NOT_STATIC = fields().that().areStatic().should().beFinal();

  private static boolean leavesTheFlow(JavaMethodCall call) {
    return call.getTargetOwner().getPackageName().equals("reactor.core.publisher")
        && LEAVING.contains(call.getTarget().getName());
  }

  /** A record's own constructor is left out: its components are named wherever they are read. */
  @ArchTest
  static final ArchRule NO_PARAMETER_LIST_IS_LONG =
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
