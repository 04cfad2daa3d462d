package dev.dunlin.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;

/** Lithops with its localhost backend, in a process of its own. */
final class Lithops implements AutoCloseable {
  private final Process process;
  private final Writer in;
  private final BufferedReader out;
  private final Path log;

  /**
   * Starts it.
   *
   * @param python one that can import Lithops
   * @param script {@code empty_calls.py}
   * @param folder an empty one, where it keeps what it keeps
   */
  Lithops(Path python, Path script, Path folder) throws IOException {
    Files.createDirectories(folder);
    log = folder.resolve("log");
    ProcessBuilder builder =
        new ProcessBuilder(python.toString(), script.toString())
            .redirectError(Redirect.appendTo(log.toFile()));
    builder.environment().put("TMPDIR", folder.toString());
    // Its workers are started by name.
    builder
        .environment()
        .merge("PATH", python.resolveSibling("").toString(), (path, bin) -> bin + ":" + path);
    process = builder.start();
    in = process.outputWriter();
    out = process.inputReader();
  }

  /**
   * Calls a function that does nothing so many times.
   *
   * @return the seconds from the first call to the last result
   * @throws IOException if it broke, with its log
   */
  double seconds(int calls) throws IOException {
    try {
      in.write(calls + "\n");
      in.flush();
      String seconds = out.readLine();
      if (seconds != null) {
        return Double.parseDouble(seconds);
      }
    } catch (IOException e) {
      throw new IOException("Lithops has broken. It said:\n" + Files.readString(log), e);
    }
    throw new IOException("Lithops has ended. It said:\n" + Files.readString(log));
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
  }
}
