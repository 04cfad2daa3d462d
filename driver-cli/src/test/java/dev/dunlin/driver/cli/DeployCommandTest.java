package dev.dunlin.driver.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.driver.cli.DunlinProcess.Finished;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What {@code dunlin deploy} takes and refuses, before it looks for credentials or a region. */
@Tag("unit")
@Timeout(120)
final class DeployCommandTest {
  @TempDir Path folder;

  private static Map<String, String> parameters(String... options) {
    return CommandLine.populateCommand(new DeployCommand(), options).parameters();
  }

  private static String refusal(String... options) {
    return String.valueOf(
        assertThrows(UserErrorException.class, () -> parameters(options)).getMessage());
  }

  @Test
  void rightsAreGivenOnTheObjectsBelowAPrefixAndNotOnTheBucket() {
    assertEquals(
        Map.of(
            "LargestMemoryMegabytes", "3008",
            "Readable", "arn:aws:s3:::bbb/*,arn:aws:s3:::bbb/in/x y/*",
            "Writable", "arn:aws:s3:::bbb/out/*",
            "Network", "vpc",
            "Monitoring", "on"),
        parameters(
            "--largest-memory=3008",
            "--read=s3://bbb",
            "--read=s3://bbb/in/x y//",
            "--write=s3://bbb/out",
            "--vpc",
            "--monitoring"));
    assertEquals(Map.of("LargestMemoryMegabytes", "10240"), parameters());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--architecture=arm|--architecture cannot be 'arm': give one of arm64, x86_64",
        "--architecture=|--architecture cannot be '': give one of arm64, x86_64",
        "--largest-memory=2048|--largest-memory cannot be '2048': give one of 10240, 7076, 3008, 1769",
        "--largest-memory=3008MB|--largest-memory cannot be '3008MB': give one of 10240, 7076, 3008, 1769",
        "--read=ourdata|--read cannot be 'ourdata': expected a prefix like s3://bucket/folder",
        "--read=/data|--read cannot be '/data': expected a prefix like s3://bucket/folder",
        "--read=|--read cannot be '': expected a prefix like s3://bucket/folder",
        "--read=s3://|--read cannot be 's3://': expected a prefix like s3://bucket/folder",
        "--write=s3:///out|--write cannot be 's3:///out': expected a prefix like s3://bucket/folder",
        "--write=arn:aws:s3:::b/*|--write cannot be 'arn:aws:s3:::b/*': expected a prefix like s3://bucket/folder",
      })
  void aValueThatNoOptionHasIsRefusedWithThoseThatThereAre(String option, String message) {
    assertEquals(message, refusal(option));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://bbb/orders*",
        "s3://*",
        "s3://b?b/x",
        "s3://bbb/${aws:username}",
        "s3://bbb/a,arn:aws:s3:::other",
      })
  void aPrefixThatWouldMeanMoreInAPolicyIsRefused(String prefix) {
    for (String option : new String[] {"--read", "--write"}) {
      assertEquals(
          "%s cannot be '%s': in a policy *, ?, $ and commas stand for more than themselves. Name a prefix above it, and all below it is meant"
              .formatted(option, prefix),
          refusal(option + "=" + prefix));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3://Ourdata", "s3://b_b/x", "s3://10.0.0.1/x"})
  void aBucketThatCannotBeIsRefused(String prefix) {
    String message = refusal("--write=" + prefix);
    assertEquals(
        "One has 3 to 63 lower-case letters, digits, dots and hyphens, and begins and ends with a letter or digit",
        message.substring(message.indexOf("One has")));
  }

  @Test
  void moreThanAPolicyHasRoomForIsRefused() {
    String[] most = prefixes(97);
    assertEquals(2, parameters(most).size());
    assertEquals(
        "--read and --write name too much: as ARNs the prefixes have 4,015 characters, and a policy has room for 4,000. Name fewer prefixes, further up",
        refusal(
            Stream.concat(Stream.of(most), Stream.of("--write=s3://bbb/out/0123456789012345"))
                .toArray(String[]::new)));
  }

  /** Options whose ARNs have 40 characters each, with a comma after all but the last. */
  private static String[] prefixes(int count) {
    return IntStream.range(0, count)
        .mapToObj("--read=s3://bbb/in/01234567890123-%03d"::formatted)
        .toArray(String[]::new);
  }

  @Test
  void aNameThatIsTooLongForAFunctionIsRefused() {
    assertEquals(1, parameters("--name=" + "n".repeat(58)).size());
    assertEquals(
        "--name cannot be '%s': the functions are called after it, and it has 58 characters at most"
            .formatted("n".repeat(59)),
        refusal("--name=" + "n".repeat(59)));
  }

  /** There is neither a region nor a credential, and no package is looked for either. */
  @ParameterizedTest
  @CsvSource({
    "--name=9lives, error: --name cannot be '9lives': a stack's name has letters",
    "--name=my_stack, error: --name cannot be 'my_stack': a stack's name has letters",
    "--architecture=arm, error: --architecture cannot be 'arm'",
    "--set=lambda.regin=x, error: --set: ",
  })
  void theCommandEndsWithTheMessageAlone(String option, String message) throws Exception {
    Finished refused = DunlinProcess.run(folder, "deploy", option);
    assertEquals(2, refused.exitCode(), refused.err());
    assertEquals(
        message, refused.err().substring(0, Math.min(message.length(), refused.err().length())));
    assertEquals(1, refused.err().lines().count(), refused.err());
  }
}
