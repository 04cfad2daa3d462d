package dev.dunlin.tests.badinput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dunlin.tests.badinput.Cli.Finished;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the command prints and returns where a process of its own matters: rights, disks, files. */
@Tag("unit")
@Timeout(300)
final class CommandLineTest {
  @TempDir Path folder;

  @BeforeEach
  void makeFiles() throws Exception {
    Files.writeString(folder.resolve("sales.csv"), "id,name\n1,a\n2,b\n");
  }

  private Finished sql(List<String> before, String sql) throws Exception {
    return Cli.run(before, folder, "sql", "-q", "--set=work.uri=" + folder.resolve("work"), sql);
  }

  /** A mistake: the whole of standard error, nothing on standard output, nothing left behind. */
  private void assertMistake(Finished run, String err) throws Exception {
    assertEquals(err, run.err());
    assertEquals("", run.out());
    assertEquals(2, run.exitCode());
    assertEquals(List.of(), BadInput.files(folder.resolve("work")));
  }

  @Test
  void aMistakeIsPrintedWithItsPlaceAndReturnsTwo() throws Exception {
    assertMistake(
        sql(List.of(), "\n\nSELECT nmae FROM 'sales.csv'"),
        """
        error: There is no column "nmae". Did you mean "name"?
          line 3, column 8:
          SELECT nmae FROM 'sales.csv'
                 ^
        """);
  }

  @Test
  void sqlThatBeginsWithACommentIsNoOption() throws Exception {
    for (String comment : List.of("-- a note", "--note", "--", "---")) {
      Finished run = sql(List.of(), comment + "\nSELECT count(*) AS n FROM 'sales.csv'");
      assertEquals(0, run.exitCode(), run.err());
      assertTrue(run.out().contains("2"), run.out());
    }
    assertEquals(2, Cli.run(List.of(), folder, "sql", "--frmat", "csv", "SELECT 1").exitCode());
  }

  @Test
  void aBadSettingInAFileIsPrintedWithItsLine() throws Exception {
    Files.writeString(folder.resolve("dunlin.conf"), "# mine\njoin.strategi = hash\n");
    Finished run = Cli.run(List.of(), folder, "sql", "SELECT 1");
    assertMistake(
        run,
        "error: dunlin.conf:2: There is no setting 'join.strategi'. Did you mean 'join.strategy'?"
            + " See docs/configuration.md.\n");
    Files.writeString(folder.resolve("dunlin.conf"), "join.strategy hash\n");
    assertMistake(
        Cli.run(List.of(), folder, "sql", "SELECT 1"),
        "error: dunlin.conf:1: expected 'key = value' or '[cluster]' and found 'join.strategy"
            + " hash'\n");
  }

  @Test
  void aFolderToLookForTablesInThatIsNotThereIsNamed() throws Exception {
    Finished run = Cli.run(List.of(), folder, "tables", "sale");
    assertEquals(2, run.exitCode());
    assertEquals(
        "error: There is no file or folder 'sale/'. The folder %s has sales.csv.\n"
            .formatted(folder),
        run.err());
  }

  @Test
  void aTildeIsTheHomeInEveryPath() throws Exception {
    Path home = Files.createDirectory(folder.resolve("home"));
    Files.writeString(home.resolve("my.conf"), "work.uri = ~/work\ncatalog.file = ~/tables.json\n");
    Files.writeString(
        home.resolve("script.sql"),
        """
        COPY (SELECT 1 AS id) TO '~/out.csv';
        CREATE TABLE t USING csv LOCATION '~/out.csv';
        CREATE TABLE u USING csv LOCATION '~/u' AS FROM t;
        SELECT * FROM t, u, '~/out.csv/*.csv';
        """);
    String[] begin = {"--config=~/my.conf", "-q"};
    for (List<String> command :
        List.of(
            List.of("sql", "-f", "~/script.sql", "--format=csv"),
            List.of("tables", "~"),
            List.of("tables", "~/out.csv"),
            List.of("describe", "~/out.csv"),
            List.of("head", "~/out.csv/"),
            List.of("clean", "~/out.csv"))) {
      Finished run =
          Cli.run(
              List.of(),
              home,
              Stream.concat(command.stream(), Stream.of(begin)).toArray(String[]::new));
      assertEquals(0, run.exitCode(), command + run.err());
    }
    assertTrue(
        Files.exists(home.resolve("tables.json")) && Files.exists(home.resolve("u/_SUCCESS")));
    assertFalse(Files.exists(home.resolve("~")));
  }

  @Test
  void aWorkFolderThatCannotBeMadeIsNamed() throws Exception {
    Finished run =
        Cli.run(
            List.of(), folder, "sql", "--set=work.uri=" + folder.resolve("sales.csv"), "SELECT 1");
    assertEquals(2, run.exitCode());
    assertTrue(run.err().startsWith("error: Cannot use the work folder " + folder), run.err());
    assertTrue(run.err().contains("Choose another one by work.uri"), run.err());
  }

  /** A command under which even root may do only what the permissions of files say. */
  private List<String> withoutPrivileges() throws Exception {
    if (!Files.isReadable(locked())) {
      return List.of();
    }
    List<String> drop = List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search");
    assumeTrue(
        Cli.works(drop.get(0), drop.get(1), "true")
            && !Cli.works(drop.get(0), drop.get(1), "cat", locked().toString()),
        "root reads everything here, and there is no setpriv to take that right away");
    return drop;
  }

  /** A file that nobody may read. */
  private Path locked() throws Exception {
    Path file = folder.resolve("locked.csv");
    if (!Files.exists(file)) {
      Files.writeString(file, "id\n1\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    }
    return file;
  }

  @Test
  void aFileThatMayNotBeReadIsNamed() throws Exception {
    Finished run = sql(withoutPrivileges(), "SELECT * FROM 'locked.csv'");
    assertEquals(2, run.exitCode(), run.err());
    assertTrue(run.err().contains("permission denied"), run.err());
    assertTrue(run.err().contains(locked().toString()), run.err());
    assertFalse(run.err().contains("\tat "), run.err());
  }

  @Test
  void aFolderThatMayNotBeReadIsNamed() throws Exception {
    List<String> plain = withoutPrivileges();
    Path secret = Files.createDirectory(folder.resolve("secret"));
    Files.writeString(secret.resolve("a.csv"), "id\n1\n");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
    try {
      Finished run = sql(plain, "SELECT * FROM 'secret/*.csv'");
      assertEquals(2, run.exitCode(), run.err());
      assertTrue(run.err().contains("permission denied on " + secret), run.err());
    } finally {
      Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void anOutputInAFolderThatMayNotBeWrittenIsRefusedBeforeAnyWork() throws Exception {
    List<String> plain = withoutPrivileges();
    Path kept = Files.createDirectory(folder.resolve("kept"));
    Files.setPosixFilePermissions(kept, PosixFilePermissions.fromString("r-x------"));
    Finished run = sql(plain, "COPY (FROM 'sales.csv') TO 'kept/out'");
    assertMistake(
        run,
        "error: Cannot write to %s/out: no permission to make a folder in %1$s. Ask for the right to, or write elsewhere.\n"
            .formatted(kept));
  }

  /** Gives a command a file system of 3 MB that nobody else sees, so that it goes with it. */
  private static List<String> withSmallDisk(Path small) throws Exception {
    List<String> before = new java.util.ArrayList<>(unshared());
    before.addAll(
        List.of(
            "sh",
            "-c",
            "mount -t tmpfs -o size=3m tmpfs \"$0\" && \"$@\"; code=$?; find \"$0\"; exit $code",
            small.toString()));
    return before;
  }

  /** Runs a statement for which a small disk is too small. */
  private Finished fill(Path small, Path work, String sql) throws Exception {
    Finished run =
        Cli.run(withSmallDisk(small), folder, "sql", "-q", "--set=work.uri=" + work, sql);
    assertEquals(2, run.exitCode(), run.err());
    assertTrue(run.err().startsWith("error: The disk is full: "), run.err());
    return run;
  }

  @Test
  void aFullDiskOfTheOutputIsNotBlamedOnTheWorkFolder() throws Exception {
    Path small = Files.createDirectory(folder.resolve("small"));
    Finished run =
        fill(
            small,
            folder.resolve("work"),
            "COPY (SELECT i, hash(i) AS h FROM range(2000000) t(i)) TO 'small/out'");
    assertTrue(run.err().contains("write to a folder on a larger disk"), run.err());
    assertEquals(List.of(small.toString()), run.out().lines().toList());
  }

  @Test
  void aFullDiskIsNamedWithWhatToDoAndNothingIsLeftOnIt() throws Exception {
    Path small = Files.createDirectory(folder.resolve("small"));
    Finished run =
        fill(
            small,
            small.resolve("work"),
            "SELECT i, hash(i) AS h FROM range(2000000) t(i) ORDER BY h");
    assertTrue(run.err().contains("set work.uri to a folder on a larger disk"), run.err());
    assertFalse(run.err().contains("\tat "), run.err());
    assertEquals(List.of(small.toString(), small + "/work"), run.out().lines().toList());
  }

  private static List<String> unshared() throws Exception {
    for (List<String> command : List.of(List.of("unshare", "-m"), List.of("unshare", "-rm"))) {
      List<String> probe = new java.util.ArrayList<>(command);
      probe.addAll(List.of("sh", "-c", "mount -t tmpfs -o size=1m tmpfs /mnt"));
      if (Cli.works(probe.toArray(String[]::new))) {
        return command;
      }
    }
    assumeTrue(false, "nobody may mount a small file system here (unshare -m, mount -t tmpfs)");
    return List.of();
  }
}
