/** What the driver tells an executor, and what the executor answers: the wire. */
@Json.Import({
  Billing.class,
  Column.class,
  FileLayout.class,
  Requests.class,
  ScanSource.class,
  Segment.class,
  Split.class,
  StagedObject.class,
  TaskDescriptor.class,
  TaskMetrics.class
})
@NullMarked
package dev.dunlin.core.task;

import dev.dunlin.core.schema.Column;
import dev.dunlin.core.stage.FileLayout;
import dev.dunlin.core.stage.ScanSource;
import dev.dunlin.core.stage.Split;
import dev.dunlin.core.store.Requests;
import dev.dunlin.core.store.StagedObject;
import io.avaje.jsonb.Json;
import org.jspecify.annotations.NullMarked;
