package dev.dunlin.tests.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.driver.session.DunlinSession;
import dev.dunlin.shuffle.FileObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A COPY to files that is killed by SIGKILL before each change that its commit makes. */
@Tag("chaos")
@Tag("long")
@Timeout(600)
final class KilledCopyOnFilesTest {
  /** Every call by which {@code FileOutputs} changes the file system. */
  private static final SteppedProcess COMMAND =
      new SteppedProcess(
          Map.of(
              "java.nio.file.Files",
              Set.of("createDirectory", "move", "writeString", "delete", "deleteIfExists"),
              "dev.dunlin.shuffle.FolderSwap",
              Set.of("swap")),
          stack -> stack.stream().anyMatch(at -> at.startsWith("dev.dunlin.shuffle.FileOutputs.")));

  @TempDir Path folder;
  private Path home;
  private Path target;
  private OutputReader reader;

  @BeforeEach
  void makeFolders() throws IOException {
    home = Files.createDirectory(folder.resolve("home"));
    target = Files.createDirectory(folder.resolve("outputs")).resolve("out");
    reader = OutputReader.anybody(new FileObjectStore(), ObjectUri.file(target));
  }

  private int version(String options) throws IOException {
    return Versions.version(reader.look().orElseThrow(), options);
  }

  private void run(String sql) {
    Config config = Config.DEFAULTS.with("work.uri", folder.resolve("work").toString());
    try (DunlinSession session = DunlinSession.open(config)) {
      session.sql(sql).close();
    }
  }

  /** Runs a command that dies before a step, and looks at the output before every step. */
  private boolean dies(int death, String sql, String options, Set<Integer> seen)
      throws IOException, InterruptedException {
    List<String> steps = new ArrayList<>();
    int code =
        COMMAND.run(
            home,
            Map.of(),
            (step, method) -> {
              steps.add(method);
              seen.add(version(options));
              return step != death;
            },
            "sql",
            "--set=work.uri=" + folder.resolve("work"),
            sql);
    String said = steps + "\n" + Files.readString(home.resolve("command.txt"));
    if (steps.size() <= death) {
      assertEquals(0, code, said);
      return false;
    }
    assertEquals(137, code, said);
    assertEquals(1, content(folder.resolve("work")).size(), "it was killed, so something is left");
    return true;
  }

  private static List<String> content(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private void assertNothingIsLeft() throws IOException {
    assertEquals(List.of("out"), content(folder.resolve("outputs")));
    assertEquals(List.of(), content(folder.resolve("work")));
  }

  @Test
  void anOutputIsReplacedAsAWholeOrNotAtAll() throws Exception {
    String options = ", OVERWRITE, PARTITION_BY (k)";
    run(Versions.copy(1, target, options));
    Set<Integer> seen = new TreeSet<>();
    int death = 0;
    int mine = 2;
    while (dies(death, Versions.copy(mine, target, options), options, seen)) {
      seen.add(version(options));

      run(Versions.copy(mine, target, options));
      assertEquals(mine, version(options));
      assertNothingIsLeft();
      mine = 3 - mine;
      death++;
    }
    assertEquals(mine, version(options));
    assertEquals(Set.of(1, 2), seen);
    assertTrue(death >= 15, "killed " + death + " times");
  }

  @Test
  void aNewOutputAppearsAsAWholeOrNotAtAll() throws Exception {
    String copy = Versions.copy(2, target, "");
    Set<Integer> seen = new TreeSet<>();
    int death = 0;
    int done = 0;
    while (dies(death, copy, "", seen)) {
      int version = version("");
      seen.add(version);
      if (version == 0) {
        run(copy);
      } else {
        done++;
        assertThrows(UserErrorException.class, () -> run(copy));
      }
      assertEquals(2, version(""));
      assertNothingIsLeft();
      try (FileObjectStore store = new FileObjectStore()) {
        store.deleteFolder(ObjectUri.file(target));
      }
      Files.createDirectories(folder.resolve("outputs"));
      death++;
    }
    assertEquals(0, done, "nothing is left to do after the rename");
    assertEquals(2, version(""));
    assertEquals(Set.of(0), seen);
    assertTrue(death >= 4, "killed " + death + " times");
  }
}
