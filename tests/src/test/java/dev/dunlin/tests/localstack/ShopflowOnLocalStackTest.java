package dev.dunlin.tests.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.StagedObject;
import dev.dunlin.shuffle.s3.S3ObjectStore;
import dev.dunlin.tests.badinput.Cli;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job of examples/shopflow, with input, shuffle and output on LocalStack's S3. */
@NeedsLocalStack
final class ShopflowOnLocalStackTest {
  private static final ObjectUri BUCKET = ObjectUri.parse("s3://shopflow");

  @TempDir Path folder;
  private final LocalStack localStack;
  private final S3ObjectStore s3;

  ShopflowOnLocalStackTest(LocalStack localStack) {
    this.localStack = localStack;
    s3 = new S3ObjectStore(localStack::s3Settings);
  }

  @AfterEach
  void close() {
    s3.close();
  }

  @BeforeAll
  static void makeBucket(LocalStack localStack) {
    localStack.makeBucket(BUCKET.bucket());
  }

  @Test
  void givesDuckDbsRows() throws Exception {
    ShopflowOnS3 shopflow = new ShopflowOnS3(s3, BUCKET);
    shopflow.upload();
    assertEquals(12, shopflow.run(localStack.settings(), folder).tasks());
  }

  @Test
  void whatADeadJobHasLeftIsFoundAndRemovedByTheCommand() throws Exception {
    Path part = Files.writeString(folder.resolve("part"), "rows");
    ObjectUri output = BUCKET.resolve("of-a-dead-job");
    StagedObject upload = s3.stage(part, output, "part-00000-j-1234abcd-a0.csv", "j-1234abcd");

    Cli.Finished shown = clean(output.toString());
    assertEquals(0, shown.exitCode(), shown.err());
    assertTrue(shown.out().startsWith("remove   unfinished upload  j-1234abcd"), shown.out());
    assertTrue(shown.out().stripTrailing().endsWith(upload.target().toString()), shown.out());

    Cli.Finished removed = clean(output.toString(), "--yes");
    assertEquals(0, removed.exitCode(), removed.err());
    assertTrue(removed.err().contains("Removed 1, "), removed.err());

    Cli.Finished again = clean(output.toString(), "--yes");
    assertTrue(again.err().contains("There is nothing to remove."), again.err());
  }

  /**
   * The command, led to LocalStack by AWS's own variables, which sees no other job of this machine.
   */
  private Cli.Finished clean(String... arguments) throws Exception {
    List<String> environment = new ArrayList<>(List.of("env"));
    localStack.environment().forEach((name, value) -> environment.add(name + "=" + value));
    environment.add("JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=" + folder);
    List<String> command = new ArrayList<>(List.of("clean", "--older-than", "0m"));
    command.addAll(List.of(arguments));
    return Cli.run(environment, folder, command.toArray(String[]::new));
  }
}
