package dev.dunlin.planner.catalog;

import dev.dunlin.core.output.OutputFile;
import dev.dunlin.core.output.OutputManifest;
import dev.dunlin.core.store.ObjectStat;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A {@code _SUCCESS} of ours.
 *
 * @param stat the object as it was seen
 * @param job the id of the job that has written it
 * @param lengths of the files that it names, by their names below its folder
 */
record OutputMark(ObjectStat stat, String job, Map<String, Long> lengths) {
  OutputMark {
    lengths = Collections.unmodifiableMap(new LinkedHashMap<>(lengths));
  }

  static OutputMark of(ObjectStat stat, OutputManifest manifest) {
    Map<String, Long> lengths = new LinkedHashMap<>();
    for (OutputFile file : manifest.files()) {
      lengths.put(file.name(), file.bytes());
    }
    return new OutputMark(stat, manifest.job(), lengths);
  }
}
