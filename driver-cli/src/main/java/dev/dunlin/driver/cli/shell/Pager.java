package dev.dunlin.driver.cli.shell;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.driver.cli.output.StandardOutput;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jline.terminal.Size;
import org.jspecify.annotations.Nullable;

/**
 * Output for a screen: what fits goes there, what does not fit to a pager, from the first byte on.
 * No more than a screenful is held. When the pager is gone, writing fails with {@link
 * StandardOutput.ClosedException}. Closing waits for the pager's end.
 */
final class Pager extends OutputStream {
  private static final int COMMAND_NOT_FOUND = 127;

  private final String command;
  private final Size screen;
  private final OutputStream fits;
  private final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private int lines;
  private int columns;
  private @Nullable Process process;

  /**
   * @param command the pager's command line
   * @param fits takes output that fits the screen; stays open
   */
  Pager(String command, Size screen, OutputStream fits) {
    this.command = command;
    this.screen = screen;
    this.fits = fits;
  }

  /**
   * The pager to use: {@code $PAGER}, else {@code less} if there is one; none if {@code PAGER} is
   * empty or {@code cat}.
   */
  static Optional<String> standard(Map<String, String> environment) {
    String chosen = environment.get("PAGER");
    if (chosen != null) {
      return chosen.isBlank() || chosen.strip().equals("cat")
          ? Optional.empty()
          : Optional.of(chosen);
    }
    boolean less =
        Arrays.stream(environment.getOrDefault("PATH", "").split(Pattern.quote(File.pathSeparator)))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "less")));
    return less ? Optional.of("less") : Optional.empty();
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (process == null) {
      held.write(bytes, offset, length);
      if (!stillFits(bytes, offset, length)) {
        process = start();
        send(process, held.toByteArray(), 0, held.size());
        held.reset();
      }
    } else {
      send(process, bytes, offset, length);
    }
  }

  /** Counts characters, which is what nearly all take as columns. */
  private boolean stillFits(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] == '\n') {
        lines++;
        columns = 0;
      } else if ((bytes[i] & 0xC0) != 0x80) {
        columns++;
      }
      // A line for what the command says at its end, and one for the prompt.
      if (columns > screen.getColumns() || lines > screen.getRows() - 2) {
        return false;
      }
    }
    return true;
  }

  private Process start() throws IOException {
    // Ctrl-C is the pager's; a shell around it must not die of it and leave the screen to two.
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", "trap : INT; " + command)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    // Long lines are cut, not wrapped: the arrow keys show the rest.
    builder.environment().putIfAbsent("LESS", "-S");
    return builder.start();
  }

  private static void send(Process pager, byte[] bytes, int offset, int length) throws IOException {
    try {
      pager.getOutputStream().write(bytes, offset, length);
    } catch (IOException _) {
      throw new StandardOutput.ClosedException(); // There is no other way for a pipe to fail.
    }
  }

  @Override
  public void flush() throws IOException {
    if (process != null) {
      try {
        process.getOutputStream().flush();
      } catch (IOException _) {
        throw new StandardOutput.ClosedException();
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (process == null) {
      held.writeTo(fits);
      held.reset();
      fits.flush();
      return;
    }
    try {
      process.getOutputStream().close();
    } catch (IOException _) {
      // It has quit before it read all, as it may.
    }
    try {
      if (process.waitFor() == COMMAND_NOT_FOUND) {
        throw new UserErrorException(
            "Cannot show the result: there is no pager '%s'. Set PAGER to another one, or say"
                    .formatted(command)
                + " \\pager off.");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("The shell's thread is nobody's to interrupt", e);
    }
  }
}
