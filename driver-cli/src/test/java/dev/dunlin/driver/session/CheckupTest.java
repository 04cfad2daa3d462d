package dev.dunlin.driver.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.task.FunctionAnswer;
import dev.dunlin.core.task.Release;
import dev.dunlin.driver.cluster.lambda.StubAws;
import dev.dunlin.driver.session.Checkup.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What {@code dunlin doctor} finds where AWS refuses, in AWS's own words. */
@Tag("unit")
final class CheckupTest {
  private final Map<String, FunctionAnswer> functions = new HashMap<>();
  private StubAws aws;

  @BeforeEach
  void start() throws IOException {
    aws = new StubAws((name, _) -> Objects.requireNonNull(functions.get(name), name));
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  /** The one thing that is found, which must be wrong. */
  private static Finding found(Map<String, String> settings) {
    List<Finding> findings = findings(settings);
    assertEquals(1, findings.size(), findings::toString);
    return findings.getFirst();
  }

  /** What is found, the last of which must be wrong. */
  private static List<Finding> findings(Map<String, String> settings) {
    Config config = Config.DEFAULTS;
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      config = config.with(setting.getKey(), setting.getValue());
    }
    List<Finding> findings = new ArrayList<>();
    assertFalse(new Checkup(config, findings::add).run());
    assertFalse(findings.getLast().isWell());
    return findings;
  }

  @Test
  void expiredCredentialsAreCalledSo() {
    aws.refuse(
        403,
        Map.of("x-amzn-ErrorType", "ExpiredTokenException"),
        "{\"message\":\"The security token included in the request is expired\"}");
    assertEquals(
        new Finding(
            "function",
            false,
            "Cannot use the function dunlin-1769:live in eu-central-1: the credentials have expired (Lambda answered HTTP 403 ExpiredTokenException: The security token included in the request is expired). Get new ones, as with aws sso login, and run it again"),
        found(
            Map.of(
                "cluster.kind", "lambda",
                "lambda.function", "dunlin-1769:live",
                "lambda.region", "eu-central-1",
                "lambda.endpoint", aws.endpoint())));
  }

  @Test
  void everyFunctionIsAskedForItsReleaseAndTheOneThatDiffersIsNamed() {
    FunctionAnswer ours = new FunctionAnswer.Pong(Release.CURRENT, 1769, "aarch64", "2.0");
    functions.putAll(
        Map.of("f-1769", ours, "f-3008", ours, "f-7076", new FunctionAnswer.Refused("0.0.9")));
    List<Finding> findings =
        findings(
            Map.of(
                "cluster.kind", "lambda",
                "lambda.function", "f-1769",
                "lambda.larger-functions", "f-3008, f-7076, f-10240",
                "lambda.region", "eu-central-1",
                "lambda.endpoint", aws.endpoint()));
    String dunlin = "Dunlin %s on both sides, DuckDB 2.0 on aarch64".formatted(Release.CURRENT);
    String configured = " in eu-central-1: 1769 MB, up to 60 s a call, room for 10 calls at a time";
    assertEquals(
        List.of(
            new Finding("function", true, "f-1769" + configured),
            new Finding("release", true, dunlin),
            new Finding("function", true, "f-3008" + configured),
            new Finding("release", true, dunlin),
            new Finding("function", true, "f-7076" + configured),
            new Finding(
                "release",
                false,
                "The function f-7076 is of Dunlin 0.0.9, and this is Dunlin %s: bring it up to date with dunlin deploy"
                    .formatted(Release.CURRENT))),
        findings);
  }

  @Test
  void aWorkPrefixThatIsDeniedNamesTheRightThatIsMissing() {
    aws.refuse(
        403,
        Map.of("Content-Type", "application/xml"),
        "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>");
    Finding found = found(Map.of("work.uri", "s3://ours/work", "s3.endpoint", aws.endpoint()));
    assertEquals("work", found.what());
    String expected =
        "access denied (S3 answered HTTP 403 AccessDenied: Access Denied). It takes the right to s3:PutObject on arn:aws:s3:::ours/work/doctor-";
    assertTrue(found.text().contains(expected), found::toString);
  }
}
