package dev.dunlin.core.task;

import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.stage.ScanSource;
import dev.dunlin.core.stage.Split;
import io.avaje.jsonb.Json;
import java.util.List;

/** One input of a task, under the name that the fragment's SQL gives it. */
@Json(typeProperty = "kind")
@Json.SubTypes({
  @Json.SubType(type = TaskInput.Scan.class, name = "scan"),
  @Json.SubType(type = TaskInput.Segments.class, name = "segments")
})
public sealed interface TaskInput {
  String name();

  /** Pieces of files; none gives an empty relation of the source's schema. */
  record Scan(String name, ScanSource source, List<Split> splits) implements TaskInput {
    public Scan {
      splits = List.copyOf(splits);
    }
  }

  /** Segments of a shuffle; none gives an empty relation of the schema. */
  record Segments(String name, Schema schema, List<Segment> segments) implements TaskInput {
    public Segments {
      segments = List.copyOf(segments);
    }
  }
}
