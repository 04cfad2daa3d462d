package dev.dunlin.infra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagReportFormat;
import io.github.cdklabs.cdknag.NagSuppressions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aspects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** cdk-nag's rules of AWS's Solutions Library, but for those that are not followed for a reason. */
@Tag("unit")
@NeedsNode
final class NagTest {
  private static final Map<String, String> NOT_FOLLOWED =
      Map.of(
          "AwsSolutions-S1",
          "Access logs are objects that cost money and need a bucket of their own; CloudTrail has the same, for whoever wants it.",
          "AwsSolutions-IAM5",
          "The stars are the keys below work/ and data/ of the stack's own bucket, the streams of a function's own log, and what Lambda needs for a network, which knows no resources.",
          "AwsSolutions-VPC7",
          "Flow logs cost money, and the network has no way out but to Amazon S3, which is in the bill and in CloudTrail.");

  @TempDir Path folder;

  /** Each rule that is not followed, and whether its reason was given, after what it is about. */
  private List<String> findings(boolean withReasons) throws IOException {
    App app = App.Builder.create().outdir(folder.toString()).build();
    DunlinStack stack = new DunlinStack(app, "dunlin");
    stack.addFunctions(Executor.NO_PACKAGE);
    if (withReasons) {
      NagSuppressions.addStackSuppressions(
          stack,
          NOT_FOLLOWED.entrySet().stream()
              .map(e -> NagPackSuppression.builder().id(e.getKey()).reason(e.getValue()).build())
              .toList());
    }
    Aspects.of(app)
        .add(
            AwsSolutionsChecks.Builder.create()
                .reports(true)
                .reportFormats(List.of(NagReportFormat.JSON))
                .build());
    app.synth();
    JsonNode report =
        JsonMapper.shared()
            .readTree(Files.readString(folder.resolve("AwsSolutions-dunlin-NagReport.json")));
    assertTrue(report.path("lines").size() > 20, "too few rules were looked at");
    List<String> findings = new ArrayList<>();
    for (JsonNode line : report.path("lines")) {
      if (!line.path("compliance").asString().equals("Compliant")) {
        findings.add(
            "%s %s %s"
                .formatted(
                    line.path("ruleId").asString(),
                    line.path("compliance").asString(),
                    line.path("resourceId").asString()));
      }
    }
    return findings;
  }

  @Test
  void whatIsNotFollowedHasItsReason() throws IOException {
    List<String> without =
        findings(true).stream().filter(finding -> !finding.contains(" Suppressed ")).toList();
    assertEquals(List.of(), without);
  }

  /** So that no reason stands for a rule that is followed by now. */
  @Test
  void eachReasonIsNeeded() throws IOException {
    List<String> findings = findings(false);
    assertEquals(
        NOT_FOLLOWED.keySet().stream().sorted().toList(),
        findings.stream().map(f -> f.substring(0, f.indexOf(' '))).distinct().sorted().toList(),
        () -> String.join("\n", findings));
  }
}
