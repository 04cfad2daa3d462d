package dev.dunlin.planner.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.output.OutputClaim;
import dev.dunlin.core.output.OutputFile;
import dev.dunlin.core.output.OutputManifest;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectUri;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files of outputs are read. */
class WholeOutputsTest extends CatalogTest {
  private static final String CONTENT = "a\n1\n";

  /** Files of a job in {@code key=value} folders. */
  private static List<String> parts(String job, int... days) {
    return IntStream.of(days)
        .mapToObj(day -> "day=%d/part-00000-%s-a0-0.csv".formatted(day, job))
        .toList();
  }

  private void write(String out, List<String> names) throws IOException {
    for (String name : names) {
      text(out + "/" + name, CONTENT);
    }
  }

  private void succeed(String out, String job, List<String> names) throws IOException {
    List<OutputFile> files =
        names.stream().map(name -> new OutputFile(name, CONTENT.length())).toList();
    Files.write(folder.resolve(out).resolve("_SUCCESS"), OutputManifest.of(job, files).toBytes());
  }

  private List<String> output(String out, String job, int... days) throws IOException {
    List<String> names = parts(job, days);
    write(out, names);
    succeed(out, job, names);
    return below(out, names);
  }

  private static List<String> below(String out, List<String> names) {
    return names.stream().map(name -> out + "/" + name).sorted().toList();
  }

  private void claim(String out, OutputClaim claim) throws IOException {
    Files.write(folder.resolve(out).resolve("_dunlin-publishing"), claim.toBytes());
  }

  private List<OutputClaim.Replaced> replaced(String out, List<String> names) throws IOException {
    List<OutputClaim.Replaced> replaced = new ArrayList<>();
    for (String name : names) {
      ObjectStat stat = store.stat(ObjectUri.file(folder.resolve(out).resolve(name)));
      replaced.add(new OutputClaim.Replaced(name, stat.etag()));
    }
    return replaced;
  }

  private String refusal(String path) {
    UserErrorException e = assertThrows(UserErrorException.class, () -> table(path));
    return String.valueOf(e.getMessage());
  }

  private void assertSays(String message, String... parts) {
    for (String part : parts) {
      assertTrue(message.contains(part), () -> "no '" + part + "' in: " + message);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"out", "out/**", "out/*/*.csv", "out/day=*/*", "out/day=1/*", "*/*/*"})
  void filesOfAJobThatHasNotCommittedArePassedOver(String path) throws IOException {
    List<String> old = output("out", "j-old0", 1);
    write("out", parts("j-new0", 1, 2));
    claim("out", OutputClaim.begun("j-new0"));
    assertEquals(old, files(table(path)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"out", "out/**", "out/*/*.csv", "out/day=*/*", "out/day=1/*"})
  void filesThatACommitIsAboutToRemoveArePassedOver(String path) throws IOException {
    write("out", List.of("day=1/data.csv", "day=2/data.csv"));
    claim(
        "out",
        OutputClaim.begun("j-new0")
            .decided(List.of(), replaced("out", List.of("day=1/data.csv", "day=2/data.csv"))));
    List<String> fresh = output("out", "j-new0", 1);
    assertEquals(fresh, files(table(path)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"out", "out/**", "out/*/*.csv", "out/day=2/*", "out/day={1,2}/*"})
  void filesThatAreGoneAreNamed(String path) throws IOException {
    List<String> names = output("out", "j-1234", 1, 2);
    text("out/day=2/more.csv", CONTENT);
    Files.delete(folder.resolve(names.getLast()));
    assertSays(refusal(path), "day=2/part-00000-j-1234-a0-0.csv", "not there any more", "_SUCCESS");
    Files.delete(folder.resolve("out/_SUCCESS"));
    assertTrue(files(table(path)).contains("out/day=2/more.csv"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"out", "out/**", "out/day=1/*"})
  void whatOthersHaveAddedIsReadToo(String path) throws IOException {
    List<String> all = new ArrayList<>(output("out", "j-1234", 1));
    text("out/day=1/appended.csv", CONTENT);
    all.addFirst("out/day=1/appended.csv");
    assertEquals(all, files(table(path)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"out", "out/**", "out/day=1/*"})
  void filesOfAnotherJobAreNamed(String path) throws IOException {
    List<String> unused = output("out", "j-1234", 1);
    write("out", parts("j-5678", 1));
    assertSays(refusal(path), "does not name day=1/part-00000-j-5678-a0-0.csv");
  }

  @Test
  void aFileOfAnotherLengthIsNamed() throws IOException {
    String file = output("out", "j-1234", 1).getFirst();
    text(file, "a\n1\n2\n");
    assertSays(refusal("out"), file, "has 6 bytes, and 4 when it was written");
    assertEquals(List.of(file), files(table(file)), "named exactly it is read as it is");
  }

  @Test
  void copiesWithoutTheirSuccessAreReadAsTheyAre() throws IOException {
    List<String> names = new ArrayList<>(parts("j-1234", 1));
    names.addAll(parts("j-5678", 1));
    write("out", names);
    assertEquals(below("out", names), files(table("out")));
    text("out/_SUCCESS", "j-1234");
    assertEquals(below("out", names), files(table("out")), "an earlier Dunlin's");
    text("out/_SUCCESS", "");
    assertEquals(below("out", names), files(table("out")), "Spark's");
  }

  @Test
  void anOutputThatIsNotThereYetIsRefusedWithTheCommand() throws IOException {
    write("out", parts("j-1234", 1));
    claim("out", OutputClaim.begun("j-1234"));
    assertSays(refusal("out"), "no output in", "j-1234", "dunlin clean '" + at("out") + "'");
    List<String> other = output("other", "j-5678", 1);
    assertEquals(other, files(table("*/**")), "beside another it is not there");
  }

  @Test
  void eachOutputOfAFolderIsTakenByItself() throws IOException {
    List<String> all = new ArrayList<>(output("lake/a", "j-1111", 1));
    all.addAll(output("lake/b", "j-2222", 1, 2));
    text("lake/c/data.csv", CONTENT);
    write("lake/b", parts("j-3333", 1));
    claim("lake/b", OutputClaim.begun("j-3333"));
    assertEquals(all, files(table("lake/{a,b}/**")));
  }

  @Test
  void aDayIsAnOutputOfItsOwnInATableThatWasOneOutput() throws IOException {
    List<String> table = output("table", "j-1111", 1, 2);
    List<String> day = List.of("part-00000-j-2222-a0.csv");
    write("table/day=1", day);
    claim("table/day=1", OutputClaim.begun("j-2222"));
    assertEquals(table, files(table("table")), "not yet");
    Files.delete(folder.resolve(table.getFirst()));
    Files.delete(folder.resolve("table/day=1/_dunlin-publishing"));
    succeed("table/day=1", "j-2222", day);
    assertEquals(
        List.of("table/day=1/part-00000-j-2222-a0.csv", table.getLast()), files(table("table")));

    // The table is replaced as a whole; the day's _SUCCESS is still to go.
    claim(
        "table",
        OutputClaim.begun("j-3333")
            .decided(
                List.of(),
                replaced(
                    "table",
                    List.of(
                        "day=1/part-00000-j-2222-a0.csv",
                        "day=1/_SUCCESS",
                        "day=2/part-00000-j-1111-a0-0.csv"))));
    List<String> whole = output("table", "j-3333", 3);
    assertEquals(whole, files(table("table")));
    assertEquals(whole, files(table("table/*/*.csv")));
  }

  @Test
  void aManifestThatCannotBeReadIsAnErrorAndAHundredThousandFilesAreNone() throws IOException {
    List<String> unused = output("out", "j-1234", 1);
    String good = Files.readString(folder.resolve("out/_SUCCESS"));
    text("out/_SUCCESS", good.substring(0, good.length() / 2));
    assertSays(refusal("out"), "out/_SUCCESS", "damaged");
    text("out/_SUCCESS", good.replace("{\"dunlin\":1", "{\"dunlin\":2"));
    assertSays(refusal("out"), "out/_SUCCESS", "version 2");

    List<OutputFile> many =
        IntStream.range(0, 100_000)
            .mapToObj(
                i -> new OutputFile("day=%d/part-%05d-j-1234-a0-0.csv".formatted(i % 9, i), i))
            .toList();
    byte[] bytes = OutputManifest.of("j-1234", many).toBytes();
    assertEquals(many, OutputManifest.parse(bytes).orElseThrow().files());
  }
}
