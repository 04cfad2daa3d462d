package dev.dunlin.tests.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.planner.catalog.FileTables;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Somebody who reads a folder of CSV files that others may be writing. Thread-safe. */
final class OutputReader {
  /** Which files of a folder somebody takes. */
  interface Taking {
    List<ObjectUri> files(ObjectUri folder) throws IOException;
  }

  private final ObjectStore store;
  private final ObjectUri folder;
  private final Taking taking;

  private OutputReader(ObjectStore store, ObjectUri folder, Taking taking) {
    this.store = store;
    this.folder = folder;
    this.taking = taking;
  }

  /** Anybody, who takes all that is listed. */
  static OutputReader anybody(ObjectStore store, ObjectUri folder) {
    return new OutputReader(
        store, folder, of -> store.list(of.resolve("")).stream().map(ObjectStat::uri).toList());
  }

  /** Dunlin's planner, which goes by {@code _SUCCESS} and claims. */
  static OutputReader dunlin(ObjectStore store, ObjectUri folder, EmbeddedDuckDb duckdb) {
    return new OutputReader(
        store,
        folder,
        of -> {
          try {
            return new FileTables(store, duckdb)
                    .open(Optional.of(FileFormat.CSV), List.of(of.toString()), Map.of())
                    .files()
                    .stream()
                    .map(file -> file.stat().uri())
                    .toList();
          } catch (UserErrorException e) {
            String message = String.valueOf(e.getMessage());
            if (message.contains("no output in") || message.contains("no file or folder")) {
              return List.of();
            }
            throw new NoSuchFileException(of.toString(), null, message); // It is being replaced.
          }
        });
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
    List<ObjectUri> files;
    try {
      files = taking.files(folder);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    for (ObjectUri file : files) {
      String name = file.key().substring(folder.resolve("").key().length());
      if (name.startsWith("_")) {
        continue;
      }
      try {
        text(file)
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
