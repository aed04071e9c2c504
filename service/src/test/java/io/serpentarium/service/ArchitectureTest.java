package io.serpentarium.service;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

@AnalyzeClasses(packages = "io.serpentarium.service", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final Set<String> LEAVING =
      Set.of(
          "block",
          "blockOptional",
          "blockFirst",
          "blockLast",
          "toIterable",
          "toStream",
          "subscribe");

  @ArchTest
  static final ArchRule ONLY_CONFIG_KNOWS_WHICH_SANDBOX_RUNS =
      noClasses()
          .that()
          .resideOutsideOfPackage("..service.config..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.serpentarium.sandbox.*..", "io.github.kawamuray..");

  @ArchTest
  static final ArchRule LAYERS =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("config")
          .definedBy("..service.config..")
          .layer("ws")
          .definedBy("..service.web.ws..")
          .layer("page")
          .definedBy("..service.web.page..")
          .layer("web")
          .definedBy("..service.web")
          .layer("cluster")
          .definedBy("..service.cluster..")
          .layer("session")
          .definedBy("..service.session..")
          .layer("grading")
          .definedBy("..service.grading..")
          .layer("execution")
          .definedBy("..service.execution..")
          .whereLayer("config")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("ws")
          .mayOnlyBeAccessedByLayers("config")
          .whereLayer("page")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("web")
          .mayOnlyBeAccessedByLayers("ws", "cluster", "config")
          .whereLayer("cluster")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("session")
          .mayOnlyBeAccessedByLayers("web", "ws", "cluster", "config")
          .whereLayer("grading")
          .mayOnlyBeAccessedByLayers("web", "config");

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().matching("io.serpentarium.service.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NOBODY_BLOCKS =
      noClasses()
          .should()
          .callMethodWhere(
              DescribedPredicate.describe(
                  "blocks on or subscribes to a publisher", ArchitectureTest::leavesTheFlow));

  @ArchTest
  static final ArchRule STATE_IS_NOT_STATIC = fields().that().areStatic().should().beFinal();

  private static boolean leavesTheFlow(JavaMethodCall call) {
    return call.getTargetOwner().getPackageName().equals("reactor.core.publisher")
        && LEAVING.contains(call.getTarget().getName());
  }
}
