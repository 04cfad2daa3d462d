package dev.dunlin.planner.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.dunlin.core.failure.UserErrorException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The tables that were created by name, in a JSON file:
 *
 * <pre>{@code
 * {"version": 1, "tables": {"items": {"format": "PARQUET", "location": "/data/items", "options": {}}}}
 * }</pre>
 *
 * <p>Names are found letter case aside. Every call reads the file, so that sessions see each
 * other's tables; a change is made under a lock (of {@code FILE.lock}) and by one rename, so that
 * no session's change is lost and no reader sees half a file. A missing file is an empty catalog.
 * Thread-safe.
 */
public final class TableCatalog {
  /** The version written, and the only one read. */
  static final int VERSION = 1;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** A file lock keeps other processes out, not other threads. */
  private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

  private final Path file;

  /** What to do about a name that is taken. */
  public enum Mode {
    /** Refuse it. */
    CREATE,
    /** Take the new definition. */
    REPLACE,
    /** Keep the old one. */
    IF_NOT_EXISTS
  }

  /**
   * A table as it was created.
   *
   * @param name as it was spelt
   */
  public record Entry(String name, TableDefinition definition) {}

  private record Content(
      @JsonProperty(required = true) int version, Map<String, TableDefinition> tables) {
    Content {
      // Sorted, so that the file's lines do not move about.
      tables = new TreeMap<>(tables);
      tables.values().forEach(Objects::requireNonNull);
    }
  }

  /**
   * @param file the catalog's file; it and its folder are made with the first table
   */
  public TableCatalog(Path file) {
    this.file = file.toAbsolutePath().normalize();
  }

  /**
   * Enters a table.
   *
   * @throws UserErrorException if the name is taken and the mode is {@link Mode#CREATE}, or the
   *     catalog cannot be read or written
   */
  public void put(String name, TableDefinition definition, Mode mode) {
    update(
        tables -> {
          Optional<String> taken = spelling(tables, name);
          if (taken.isPresent() && mode == Mode.CREATE) {
            throw new UserErrorException(
                "There is a table '%s' already, at %s. Say CREATE OR REPLACE TABLE, or drop it first"
                    .formatted(taken.get(), definition(tables, taken.get()).location()));
          }
          if (taken.isPresent() && mode == Mode.IF_NOT_EXISTS) {
            return tables;
          }
          Map<String, TableDefinition> more = new TreeMap<>(tables);
          taken.ifPresent(more::remove);
          more.put(name, definition);
          return more;
        });
  }

  /**
   * A table by its name.
   *
   * @throws UserErrorException if the catalog cannot be read
   */
  public Optional<TableDefinition> find(String name) {
    return entry(name).map(Entry::definition);
  }

  /** The same with the spelling of its name. */
  public Optional<Entry> entry(String name) {
    return entry(read(), name);
  }

  /**
   * Removes a table; its files stay.
   *
   * @return what there was
   * @throws UserErrorException if the catalog cannot be read or written
   */
  public Optional<Entry> remove(String name) {
    List<Entry> removed = new ArrayList<>();
    update(
        tables -> {
          Optional<Entry> its = entry(tables, name);
          its.ifPresent(removed::add);
          if (its.isEmpty()) {
            return tables;
          }
          Map<String, TableDefinition> fewer = new TreeMap<>(tables);
          fewer.remove(its.get().name());
          return fewer;
        });
    return removed.stream().findFirst();
  }

  private static Optional<Entry> entry(Map<String, TableDefinition> tables, String name) {
    return spelling(tables, name).map(its -> new Entry(its, definition(tables, its)));
  }

  /**
   * The names of all tables as they were created, in the order of the alphabet.
   *
   * @throws UserErrorException if the catalog cannot be read
   */
  public List<String> names() {
    return read().keySet().stream()
        .sorted(String.CASE_INSENSITIVE_ORDER.thenComparing(String::compareTo))
        .toList();
  }

  private static Optional<String> spelling(Map<String, TableDefinition> tables, String name) {
    return tables.keySet().stream().filter(its -> its.equalsIgnoreCase(name)).findFirst();
  }

  private static TableDefinition definition(Map<String, TableDefinition> tables, String name) {
    TableDefinition definition = tables.get(name);
    if (definition == null) {
      throw new IllegalArgumentException("No table " + name);
    }
    return definition;
  }

  private Map<String, TableDefinition> read() {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      return Map.of();
    } catch (IOException e) {
      throw unusable("read", e);
    }
    Content content;
    try {
      content = JSON.readValue(text, Content.class);
    } catch (JacksonException e) {
      throw new UserErrorException(
          "The table catalog %s is damaged (%s). Mend it by hand, or move it away to begin anew"
              .formatted(file, where(e)),
          e);
    }
    if (content.version() != VERSION) {
      throw new UserErrorException(
          "The table catalog %s is of version %d, this Dunlin reads only version %d. Use the Dunlin"
                  .formatted(file, content.version(), VERSION)
              + " that wrote it, or set catalog.file to another file");
    }
    return content.tables();
  }

  /** The library's own words are about its classes. */
  private static String where(JacksonException e) {
    String what =
        e instanceof StreamReadException
            ? "is not JSON"
            : "does not have the form {\"version\": 1, \"tables\": {\"name\": {\"format\": …,"
                + " \"location\": …, \"options\": {}}}}";
    String within =
        e.getPath().stream()
            .map(JacksonException.Reference::getPropertyName)
            .filter(Objects::nonNull)
            .collect(Collectors.joining("."));
    int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
    return "it "
        + what
        + (within.isEmpty() ? "" : ", see " + within)
        + (line > 0 ? ", see line " + line : "");
  }

  private void update(UnaryOperator<Map<String, TableDefinition>> change) {
    ReentrantLock threads = THREADS.computeIfAbsent(file, f -> new ReentrantLock());
    threads.lock();
    try {
      Path folder = file.getParent();
      if (folder == null) {
        throw new UserErrorException("The table catalog cannot be " + file);
      }
      Files.createDirectories(folder);
      try (FileChannel channel =
              FileChannel.open(
                  folder.resolve(file.getFileName() + ".lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        Map<String, TableDefinition> before = read();
        Map<String, TableDefinition> after = change.apply(before);
        if (lock.isValid() && !after.equals(before)) {
          write(folder, after);
        }
      }
    } catch (IOException e) {
      throw unusable("change", e);
    } finally {
      threads.unlock();
    }
  }

  private void write(Path folder, Map<String, TableDefinition> tables) throws IOException {
    Path next = Files.createTempFile(folder, "." + file.getFileName(), ".new");
    try {
      Files.writeString(next, JSON.writeValueAsString(new Content(VERSION, tables)) + "\n");
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(next);
    }
  }

  private UserErrorException unusable(String what, IOException e) {
    String reason =
        Files.isDirectory(file)
            ? "it is a folder"
            : e instanceof AccessDeniedException ? "permission denied" : e.toString();
    return new UserErrorException(
        "Cannot %s the table catalog %s: %s. Set catalog.file to a file of your own"
            .formatted(what, file, reason),
        e);
  }
}
