package dev.dunlin.driver.cli.output;

import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Standard output for results. A reader that has gone away, as {@code head} does when it has
 * enough, is told apart from a failure.
 */
public final class StandardOutput extends FilterOutputStream {
  /** Nobody reads any more, or nobody wants to. */
  public static final class ClosedException extends IOException {
    private static final long serialVersionUID = 1L;

    public ClosedException() {
      super("Standard output is closed");
    }
  }

  private volatile boolean stopped;

  StandardOutput(OutputStream out) {
    super(out);
  }

  /** Ends the writing, from any thread: what is written next fails. */
  public void stop() {
    stopped = true;
  }

  public static StandardOutput open() {
    return new StandardOutput(new FileOutputStream(java.io.FileDescriptor.out));
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (stopped) {
      throw new ClosedException();
    }
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains("Broken pipe")) {
        throw new ClosedException();
      }
      throw new IOException("Cannot write to standard output: " + e.getMessage(), e);
    }
  }

  /** The stream is the process's, and others may follow this one on it. */
  @Override
  public void close() throws IOException {
    flush();
  }
}
