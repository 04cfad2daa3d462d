package dev.dunlin.tests.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Somebody who reads a folder of CSV files that others may be writing. Thread-safe. */
final class OutputReader {
  private final ObjectStore store;
  private final ObjectUri folder;

  OutputReader(ObjectStore store, ObjectUri folder) {
    this.store = store;
    this.folder = folder;
  }

  /**
   * What is in the folder.
   *
   * @param job what {@code _SUCCESS} holds; empty where there is none
   * @param rows the lines of all files, each after the file's folder, in order
   */
  record Look(String job, List<String> rows) {
    Look {
      rows = List.copyOf(rows);
    }
  }

  /**
   * Reads all files; empty if the folder was changed meanwhile, as {@code _SUCCESS} tells, which is
   * read before and after.
   */
  Optional<Look> look() throws IOException {
    String before = job();
    List<String> rows = new ArrayList<>();
    for (ObjectStat file : store.list(folder.resolve(""))) {
      String name = file.uri().key().substring(folder.resolve("").key().length());
      if (name.startsWith("_")) {
        continue;
      }
      try {
        text(file.uri())
            .lines()
            .skip(1)
            .forEach(line -> rows.add(name.substring(0, name.lastIndexOf('/') + 1) + line));
      } catch (NoSuchFileException e) {
        return Optional.empty(); // Replaced: as any reader would find.
      }
    }
    Collections.sort(rows);
    return before.equals(job()) ? Optional.of(new Look(before, rows)) : Optional.empty();
  }

  private String job() throws IOException {
    try {
      return text(folder.resolve("_SUCCESS"));
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  private String text(ObjectUri object) throws IOException {
    try (InputStream in = store.read(object, 0, Long.MAX_VALUE)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
