package dev.dunlin.driver.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The commands that the documents show are ones that the command line takes. */
@Tag("unit")
final class DocumentedCommandsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** A line of a block of shell, or what stands between backquotes. */
  private static final Pattern INLINE = Pattern.compile("`([^`\n]+)`");

  private static final Pattern WORD = Pattern.compile("'[^']*'|\"[^\"]*\"|[^\\s'\"]+");

  /** The commands of one document, each as its words after {@code dunlin}. */
  private static List<List<String>> commands(Path document) throws IOException {
    List<List<String>> commands = new ArrayList<>();
    boolean shell = false;
    for (String line : Files.readAllLines(document)) {
      if (line.startsWith("```")) {
        shell = line.equals("```sh");
      } else if (shell) {
        addCommands(line, commands);
      } else {
        Matcher inline = INLINE.matcher(line);
        while (inline.find()) {
          addCommands(inline.group(1), commands);
        }
      }
    }
    return commands;
  }

  /** A line may have several, in a pipe or as in {@code dunlin local run -- dunlin sql …}. */
  private static void addCommands(String line, List<List<String>> commands) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(line);
    while (word.find() && !word.group().equals("#") && !word.group().equals(">")) {
      if (word.group().equals("|")) {
        words.clear();
      } else {
        words.add(word.group().replaceAll("^['\"]|['\"]$", ""));
      }
    }
    for (int i = 0; i < words.size(); i++) {
      boolean first = i == 0 || words.get(i - 1).equals("--");
      List<String> arguments = words.subList(i + 1, words.size());
      // The name alone, or a word that is left out, shows no command.
      if (first
          && words.get(i).matches("(\\./)?dunlin")
          && !arguments.isEmpty()
          && !arguments.equals(List.of("…"))) {
        commands.add(List.copyOf(arguments));
      }
    }
  }

  @Test
  void theirOptionsAreKnownAndTheirFilesOfTheRepositoryExist() throws Exception {
    List<Path> documents = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    for (String folder : List.of("docs", "examples")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
        files.filter(f -> f.toString().endsWith(".md")).forEach(documents::add);
      }
    }
    List<String> faults = new ArrayList<>();
    int seen = 0;
    for (Path document : documents) {
      for (List<String> words : commands(document)) {
        seen++;
        String shown = ROOT.relativize(document) + ": dunlin " + String.join(" ", words);
        try {
          CommandLine.ParseResult unused =
              Main.commandLine().parseArgs(words.toArray(String[]::new));
        } catch (CommandLine.ParameterException e) {
          faults.add(shown + "\n  " + e.getMessage());
        }
        words.stream()
            .filter(w -> w.startsWith("examples/") && !Files.exists(ROOT.resolve(w)))
            .forEach(w -> faults.add(shown + "\n  has no file " + w));
      }
    }
    assertEquals("", String.join("\n", faults));
    assertTrue(seen > 30, "Commands found: " + seen);
  }
}
