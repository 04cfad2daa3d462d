package dev.dunlin.infra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The templates of the distribution are what CDK makes of the stack. */
@Tag("plan")
@NeedsNode
final class TemplateTest {
  private static final Path BUCKET = Path.of("template/bucket.template.json");
  private static final Path WHOLE = Path.of("template/dunlin.template.json");

  /**
   * CloudFormation takes 51,200 in a request; a longer template would have to be put in a bucket
   * first. The rest is for what is to come.
   */
  private static final int MOST_BYTES = 46_000;

  @TempDir Path folder;

  @Test
  void theTemplateOfTheBucketIsTheSynthesisedOne() throws IOException {
    same(BUCKET, Synthesised.bucket(folder).text());
  }

  @Test
  void theTemplateOfTheWholeIsTheSynthesisedOne() throws IOException {
    same(WHOLE, Synthesised.of(Executor.NO_PACKAGE, folder).text());
  }

  private static void same(Path committed, String synthesised) throws IOException {
    int bytes = synthesised.getBytes(UTF_8).length;
    assertTrue(bytes < MOST_BYTES, () -> bytes + " bytes");
    if (Boolean.getBoolean("plans.update")) {
      Files.writeString(committed, synthesised);
    } else if (!synthesised.equals(Files.readString(committed))) {
      fail(
          committed
              + " is not what CDK makes of the stack. If the stack was to change, regenerate it, and read the diff:"
              + " ./mvnw -B -pl infra-cdk test -Dgroups=plan -Dplans.update=true");
    }
  }

  @Test
  void thePackageIsInTheIdsOfVersionsAlone() throws IOException {
    String committed = Files.readString(WHOLE);
    String deployed = Synthesised.of("1234abcd", folder).text();

    assertEquals(committed.replace(Executor.NO_PACKAGE, "1234abcd"), deployed);
    assertFalse(deployed.contains(Executor.NO_PACKAGE));
  }
}
