package dev.dunlin.infra;

import static dev.dunlin.infra.Conditions.onlyIf;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.ComparisonOperator;
import software.amazon.awscdk.services.cloudwatch.Dashboard;
import software.amazon.awscdk.services.cloudwatch.GraphWidget;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;
import software.constructs.Construct;

/** Alarms and a dashboard, on request, for they cost money every month. */
final class Monitoring {
  private static final Duration PERIOD = Duration.minutes(5);

  private Monitoring() {}

  /** Adds them to a stack, for these functions. */
  static void add(Construct scope, Parameters parameters, List<Executor> executors) {
    Alarm errors =
        alarm(
            scope,
            executors,
            "Errors",
            "A function has crashed or run out of time; a task that only fails does not count.");
    Alarm throttles =
        alarm(
            scope,
            executors,
            "Throttles",
            "Jobs ask for more functions at once than the account allows.");
    Dashboard dashboard =
        Dashboard.Builder.create(scope, "Dashboard")
            .dashboardName(Aws.STACK_NAME)
            .widgets(
                List.of(
                    List.of(
                        graph(executors, "Tasks", "Invocations", "Sum"),
                        graph(executors, "Tasks at once", "ConcurrentExecutions", "Maximum")),
                    List.of(
                        graph(executors, "Duration, ms, 99 of 100 tasks", "Duration", "p99"),
                        graph(executors, "Errors", "Errors", "Sum"),
                        graph(executors, "Throttles", "Throttles", "Sum"))))
            .build();
    onlyIf(parameters.monitoring(), errors, throttles, dashboard);
  }

  private static Alarm alarm(
      Construct scope, List<Executor> executors, String metric, String description) {
    Map<String, IMetric> metrics = new LinkedHashMap<>();
    for (int i = 0; i < executors.size(); i++) {
      metrics.put("m" + i, metric(executors.get(i), metric, "Sum"));
    }
    return Alarm.Builder.create(scope, metric)
        .alarmDescription(description)
        .metric(
            MathExpression.Builder.create()
                .expression("SUM(METRICS())")
                .label(metric)
                .usingMetrics(metrics)
                .period(PERIOD)
                .build())
        .threshold(1)
        .evaluationPeriods(1)
        .comparisonOperator(ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD)
        .treatMissingData(TreatMissingData.NOT_BREACHING)
        .build();
  }

  private static GraphWidget graph(
      List<Executor> executors, String title, String metric, String statistic) {
    return GraphWidget.Builder.create()
        .title(title)
        .left(executors.stream().map(e -> metric(e, metric, statistic)).toList())
        .build();
  }

  private static Metric metric(Executor executor, String name, String statistic) {
    return Metric.Builder.create()
        .namespace("AWS/Lambda")
        .metricName(name)
        .dimensionsMap(Map.of("FunctionName", executor.name()))
        .statistic(statistic)
        .period(PERIOD)
        .build();
  }
}
