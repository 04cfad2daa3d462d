package dev.dunlin.tests.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands of docs/aws.md that can run against LocalStack, one after the other. */
final class AwsDoc {
  private static final Path FILE = Path.of("..", "docs", "aws.md");
  private static final Pattern BLOCK =
      Pattern.compile("^```sh\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern COMMENT = Pattern.compile("\\s+#.*");
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
  private static final String DUNLIN = "./dunlin";

  private final Queue<List<String>> left = new ArrayDeque<>();

  private AwsDoc() {}

  static AwsDoc read() throws IOException {
    AwsDoc doc = new AwsDoc();
    Matcher block = BLOCK.matcher(Files.readString(FILE));
    while (block.find()) {
      for (String line : block.group(1).lines().toList()) {
        List<String> words = words(COMMENT.matcher(line).replaceFirst(""));
        if (words.getFirst().equals(DUNLIN)) {
          doc.left.add(words.subList(1, words.size()));
        }
      }
    }
    return doc;
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(line);
    while (word.find()) {
      words.add(word.group(1) == null ? word.group(2) : word.group(1));
    }
    return words;
  }

  /**
   * The next command's words, without {@code ./dunlin}.
   *
   * @param command what it must be: {@code deploy}
   */
  List<String> next(String command) {
    List<String> next = left.isEmpty() ? List.of("none") : left.remove();
    assertEquals(command, next.getFirst(), "the next command of " + FILE);
    return next;
  }

  /** Fails if some were not asked for. */
  void assertAtItsEnd() {
    assertEquals(List.of(), List.copyOf(left), "commands of %s that no test runs".formatted(FILE));
  }
}
