package dev.dunlin.core.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
final class StageGraphTest {
  private static final Schema SCHEMA = new Schema(List.of(new Column("a", "INTEGER")));

  private static Stage stage(int number, Integer... parents) {
    List<StageInput> inputs =
        Arrays.stream(parents)
            .<StageInput>map(p -> new StageInput.Shuffle("in" + p, p, StageInput.Reading.ALL))
            .toList();
    return new Stage(number, "stage", "SELECT 1", inputs, new StageOutput.Rows(), SCHEMA, 1);
  }

  @Test
  void theLastStageMakesTheResultAndParentsComeOnceInOrder() {
    StageGraph graph = new StageGraph(List.of(stage(0), stage(1, 0), stage(2, 1, 0, 1)));

    assertEquals(2, graph.result().number());
    assertEquals(List.of(0, 1), graph.result().parents());
    assertEquals("(a INTEGER)", SCHEMA.toString());
  }

  @Test
  void aStageReadsOnlyEarlierOnes() {
    assertThrows(IllegalArgumentException.class, () -> new StageGraph(List.of()));
    assertThrows(IllegalArgumentException.class, () -> new StageGraph(List.of(stage(1))));
    assertThrows(
        IllegalArgumentException.class, () -> new StageGraph(List.of(stage(0), stage(1, 1))));
    assertThrows(
        IllegalArgumentException.class, () -> new StageGraph(List.of(stage(0, 1), stage(1))));
  }
}
