package dev.dunlin.executor.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import dev.dunlin.core.task.TaskDescriptor;
import dev.dunlin.core.task.TaskFailure;
import dev.dunlin.core.task.TaskOutcome;
import io.avaje.json.mapper.JsonMapper;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the function logs of a task: one line of JSON, with the attempt's id to search for. */
final class LogLine {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private LogLine() {}

  static String of(TaskDescriptor task, TaskOutcome outcome, Context context, long nanos) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("timestamp", Instant.now().toString());
    line.put("level", outcome instanceof TaskOutcome.Succeeded ? "INFO" : "ERROR");
    line.put("requestId", context.getAwsRequestId());
    line.put("attempt", task.attempt().toString());
    line.put("millis", nanos / 1_000_000);
    line.put("rows", outcome.metrics().rowsOut());
    line.put("s3Requests", outcome.metrics().requests().total());
    line.put("duckdbPeakBytes", outcome.metrics().peakMemoryBytes());
    if (outcome instanceof TaskOutcome.Failed failed) {
      line.put("failure", failed.failure().getClass().getSimpleName());
      line.put("message", failed.failure().message());
      if (failed.failure() instanceof TaskFailure.Bug bug) {
        line.put("stack", bug.stack());
      }
    }
    return JSON.toJson(line) + "\n";
  }
}
