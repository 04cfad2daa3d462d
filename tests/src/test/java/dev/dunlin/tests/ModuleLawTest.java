package dev.dunlin.tests;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The module law: who may see whom. The enforcer holds it between jars; here it is held between
 * packages, so that a transitive dependency does not become a quiet way around it. A package may
 * still be empty.
 */
@Tag("unit")
final class ModuleLawTest {
  private static final String CORE = "dev.dunlin.core..";
  private static final String PLANNER = "dev.dunlin.planner..";
  private static final String SHUFFLE = "dev.dunlin.shuffle..";
  private static final String EXECUTOR = "dev.dunlin.executor..";
  private static final String DRIVER = "dev.dunlin.driver..";
  private static final String LOCAL = "dev.dunlin.local..";
  private static final String BENCHMARKS = "dev.dunlin.benchmarks..";

  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("dev.dunlin");

  /** Without this the law would hold because nothing was looked at. */
  @ParameterizedTest
  @ValueSource(
      strings = {"core", "planner", "shuffle", "executor", "driver.cli", "local", "benchmarks"})
  void everyModuleIsLookedAt(String module) {
    assertTrue(OURS.containPackage("dev.dunlin." + module), () -> "no class of " + module);
  }

  @Test
  void coreSeesNoOtherModule() {
    seesOfOurs(CORE, CORE);
  }

  @Test
  void plannerSeesOnlyCore() {
    seesOfOurs(PLANNER, PLANNER, CORE);
  }

  @Test
  void shuffleSeesOnlyCore() {
    seesOfOurs(SHUFFLE, SHUFFLE, CORE);
  }

  @Test
  void executorSeesOnlyCoreAndShuffle() {
    seesOfOurs(EXECUTOR, EXECUTOR, CORE, SHUFFLE);
  }

  @Test
  void localSeesNoOtherModule() {
    seesOfOurs(LOCAL, LOCAL);
  }

  @Test
  void nothingButBenchmarksAndTestsSeesLocal() {
    noClasses()
        .that()
        .resideOutsideOfPackages(LOCAL, BENCHMARKS, "dev.dunlin.tests..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(LOCAL)
        .because("it stands in for AWS in a process of its own")
        .allowEmptyShould(true)
        .check(OURS);
  }

  @Test
  void executorSeesNoCommandLine() {
    noClasses()
        .that()
        .resideInAPackage(EXECUTOR)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("picocli..", "org.jline..")
        .because("the deployed function should start fast")
        .allowEmptyShould(true)
        .check(OURS);
  }

  @Test
  void nothingButBenchmarksAndTestsSeesTheDriver() {
    noClasses()
        .that()
        .resideOutsideOfPackages(DRIVER, BENCHMARKS, "dev.dunlin.tests..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(DRIVER)
        .allowEmptyShould(true)
        .check(OURS);
  }

  @Test
  void nothingButTestsSeesTheBenchmarks() {
    noClasses()
        .that()
        .resideOutsideOfPackages(BENCHMARKS, "dev.dunlin.tests..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(BENCHMARKS)
        .allowEmptyShould(true)
        .check(OURS);
  }

  @Test
  void nothingSeesTheInfrastructureOrCdk() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.dunlin.infra..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.dunlin.infra..", "software.amazon.awscdk..", "software.constructs..")
        .because("its templates are files, so that deploying needs no Node.js")
        .check(OURS);
  }

  @Test
  void onlyThePlannerUsesCalcite() {
    noClasses()
        .that()
        .resideOutsideOfPackage(PLANNER)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.calcite..")
        .because("a plan leaves the planner as a stage graph in core's words")
        .allowEmptyShould(true)
        .check(OURS);
  }

  @Test
  void schedulerSeesNoAwsClass() {
    noClasses()
        .that()
        .resideInAPackage("dev.dunlin.driver.scheduler..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("software.amazon..")
        .because("it schedules for every cluster, and its tests need no cloud")
        .allowEmptyShould(true)
        .check(OURS);
  }

  private static void seesOfOurs(String module, String... mayBeSeen) {
    classes()
        .that()
        .resideInAPackage(module)
        .should()
        .onlyDependOnClassesThat(
            not(resideInAPackage("dev.dunlin..")).or(resideInAnyPackage(mayBeSeen)))
        .because("that is the module law (see CONTRIBUTING.md)")
        .allowEmptyShould(true)
        .check(OURS);
  }
}
