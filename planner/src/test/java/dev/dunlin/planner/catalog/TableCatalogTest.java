package dev.dunlin.planner.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.planner.catalog.TableCatalog.Mode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableCatalogTest {
  private static final TableDefinition ITEMS =
      new TableDefinition(FileFormat.PARQUET, "/data/items", Map.of());
  private static final TableDefinition OTHER =
      new TableDefinition(FileFormat.CSV, "/data/o'ther", Map.of("delim", "'|'"));

  @TempDir Path folder;
  private Path file;
  private TableCatalog catalog;

  @BeforeEach
  void open() {
    file = folder.resolve("deep/er/catalog.json");
    catalog = new TableCatalog(file);
  }

  private String refused(Runnable action) {
    return String.valueOf(assertThrows(UserErrorException.class, action::run).getMessage());
  }

  @Test
  void aTableIsFoundByAnotherSessionLetterCaseAside() {
    assertEquals(List.of(), catalog.names());
    catalog.put("Items", ITEMS, Mode.CREATE);
    catalog.put("another", OTHER, Mode.IF_NOT_EXISTS);
    TableCatalog session = new TableCatalog(file);
    assertEquals(Optional.of(ITEMS), session.find("iTEMS"));
    assertEquals(Optional.of(OTHER), session.find("another"));
    assertEquals(Optional.empty(), session.find("item"));
    assertEquals(List.of("another", "Items"), session.names());
  }

  @Test
  void theFileIsAsDocumented() throws Exception {
    catalog.put("items", OTHER, Mode.CREATE);
    assertEquals(
        """
        {
          "version" : 1,
          "tables" : {
            "items" : {
              "format" : "CSV",
              "location" : "/data/o'ther",
              "options" : {
                "delim" : "'|'"
              }
            }
          }
        }
        """,
        Files.readString(file));
  }

  @Test
  void aNameThatIsTakenIsRefusedReplacedOrKept() {
    catalog.put("items", ITEMS, Mode.CREATE);
    String message = refused(() -> catalog.put("ITEMS", OTHER, Mode.CREATE));
    assertTrue(message.contains("'items'") && message.contains("/data/items"), message);
    catalog.put("ITEMS", OTHER, Mode.IF_NOT_EXISTS);
    assertEquals(Optional.of(ITEMS), catalog.find("items"));
    catalog.put("ITEMS", OTHER, Mode.REPLACE);
    assertEquals(Optional.of(OTHER), catalog.find("items"));
    assertEquals(List.of("ITEMS"), catalog.names());
  }

  @Test
  void aRemovedTableIsGone() {
    catalog.put("items", ITEMS, Mode.CREATE);
    assertEquals(Optional.of(new TableCatalog.Entry("items", ITEMS)), catalog.remove("ITEMS"));
    assertEquals(Optional.empty(), catalog.remove("items"));
    assertEquals(List.of(), catalog.names());
  }

  @Test
  void sessionsAtTheSameTimeLoseNothing() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> done = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        String name = "t" + thread + "_";
        done.add(
            threads.submit(
                () -> {
                  TableCatalog session = new TableCatalog(file);
                  for (int i = 0; i < 25; i++) {
                    session.put(name + i, ITEMS, Mode.CREATE);
                  }
                }));
      }
      for (Future<?> future : done) {
        future.get();
      }
    }
    assertEquals(100, catalog.names().size());
    try (Stream<Path> left = Files.list(folder.resolve("deep/er"))) {
      assertEquals(
          List.of("catalog.json", "catalog.json.lock"),
          left.map(path -> String.valueOf(path.getFileName())).sorted().toList());
    }
  }

  @Test
  void aDamagedFileIsRefusedAndLeftAsItIs() throws Exception {
    for (String content :
        List.of(
            "",
            "{",
            "[]",
            "{\"version\": 1}",
            "{\"version\": 1, \"tables\": {\"a\": null}}",
            "{\"version\": 1, \"tables\": {\"a\": {\"format\": \"ORC\"}}}",
            "{\"version\": 1, \"tables\": {}} x",
            "{\"tables\": {}}")) {
      Files.createDirectories(folder.resolve("deep/er"));
      Files.writeString(file, content);
      String message = refused(() -> catalog.put("items", ITEMS, Mode.REPLACE));
      assertTrue(message.contains(file.toString()) && message.contains("damaged"), message);
      assertEquals(content, Files.readString(file));
    }
  }

  @Test
  void aNewerVersionIsRefused() throws Exception {
    Files.createDirectories(folder.resolve("deep/er"));
    Files.writeString(file, "{\"version\": 2, \"tables\": {}}");
    String message = refused(() -> catalog.names());
    assertTrue(message.contains("version 2") && message.contains(file.toString()), message);
  }

  @Test
  void aFolderInTheFilesPlaceIsToldAsThat() {
    String message = refused(() -> new TableCatalog(folder).put("items", ITEMS, Mode.CREATE));
    assertTrue(message.contains(folder + ": it is a folder."), message);
  }

  @Test
  void aFileThatCannotBeMadeIsRefused() throws Exception {
    Files.writeString(folder.resolve("deep"), "a file, not a folder");
    String message = refused(() -> catalog.put("items", ITEMS, Mode.CREATE));
    assertTrue(message.contains(file.toString()) && message.contains("catalog.file"), message);
  }
}
