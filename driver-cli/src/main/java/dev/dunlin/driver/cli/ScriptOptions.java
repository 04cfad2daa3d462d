package dev.dunlin.driver.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.driver.cli.output.Errors;
import dev.dunlin.driver.cli.output.Screen;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where a script of statements comes from. */
final class ScriptOptions {
  @Parameters(
      arity = "0..1",
      paramLabel = "SQL",
      description = "The statements, separated by semicolons; - or nothing: standard input.")
  private @Nullable String text;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "Read the statements from a file.")
  private @Nullable Path file;

  /**
   * The script.
   *
   * @param err where to say that the script is awaited from a terminal
   * @throws UserErrorException if it cannot be read
   */
  String script(InputStream in, PrintStream err) {
    if (file != null) {
      if (text != null) {
        throw new UserErrorException("Give the statements or --file, not both");
      }
      return read(file.toString(), () -> Files.readAllBytes(file));
    }
    if (text != null && !text.equals("-")) {
      return text;
    }
    if (Screen.isInput()) {
      err.println("Type the statements, and end them with Ctrl-D:");
    }
    return read("standard input", in::readAllBytes);
  }

  private interface Source {
    byte[] bytes() throws IOException;
  }

  private static String read(String name, Source source) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(source.bytes())).toString();
    } catch (CharacterCodingException e) {
      throw new UserErrorException(
          "Cannot read the statements from %s: it is not UTF-8 text".formatted(name), e);
    } catch (IOException e) {
      throw new UserErrorException(
          "Cannot read the statements from %s: %s".formatted(name, Errors.describe(e)), e);
    }
  }
}
