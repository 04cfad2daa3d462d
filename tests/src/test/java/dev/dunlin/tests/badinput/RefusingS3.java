package dev.dunlin.tests.badinput;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands before an S3 server: answers some requests itself, as Amazon would and the server cannot,
 * and hands on the others. One request to a connection.
 */
public final class RefusingS3 implements AutoCloseable {
  /** Decides about a request by its method and its path with the query. */
  public interface Rule {
    /** The answer; empty to hand it on, perhaps after something was done. */
    Optional<Answer> of(String method, String path) throws IOException;
  }

  /**
   * An answer of S3's.
   *
   * @param headers more of them, {@code name: value}
   */
  public record Answer(int status, String code, String message, List<String> headers) {
    public Answer {
      headers = List.copyOf(headers);
    }

    byte[] bytes(boolean hasBody) {
      String body =
          "<?xml version=\"1.0\"?><Error><Code>%s</Code><Message>%s</Message></Error>"
              .formatted(code, message);
      StringBuilder text =
          new StringBuilder("HTTP/1.1 %d X\r\nConnection: close\r\n".formatted(status))
              .append("Content-Length: %d\r\n".formatted(hasBody ? body.length() : 0));
      headers.forEach(header -> text.append(header).append("\r\n"));
      return text.append("\r\n").append(hasBody ? body : "").toString().getBytes(UTF_8);
    }
  }

  private final URI server;
  private final ServerSocket listener;
  private final List<Throwable> broken = new CopyOnWriteArrayList<>();
  private volatile Rule rule = (method, path) -> Optional.empty();

  public RefusingS3(URI server) throws IOException {
    this.server = server;
    this.listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    Thread unused = Thread.ofVirtual().start(this::listen);
  }

  public String endpoint() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  /** From now on it behaves so. */
  public void behave(Rule newRule) {
    rule = newRule;
  }

  private void listen() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Thread unused = Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        if (!listener.isClosed()) {
          broken.add(e);
        }
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream());
      StringBuilder head = new StringBuilder();
      String first = line(in);
      for (String line = first; !line.isEmpty(); line = line(in)) {
        head.append(line).append("\r\n");
      }
      String[] words = first.split(" ");
      Optional<Answer> answer = rule.of(words[0], words[1]);
      if (answer.isPresent()) {
        client.getOutputStream().write(answer.get().bytes(!words[0].equals("HEAD")));
        client.shutdownOutput();
        long unused = in.transferTo(OutputStream.nullOutputStream());
        return;
      }
      handOn(client, in, head + "Connection: close\r\n\r\n");
    } catch (SocketException e) {
      // The client, or the server, may hang up whenever it likes.
    } catch (IOException | RuntimeException e) {
      broken.add(e);
    }
  }

  private void handOn(Socket client, InputStream in, String head) throws IOException {
    try (Socket there = new Socket(server.getHost(), server.getPort())) {
      there.getOutputStream().write(head.getBytes(ISO_8859_1));
      Thread unused =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      in.transferTo(there.getOutputStream());
                    } catch (IOException e) {
                      // The answer has come, and the connections are closed.
                    }
                  });
      there.getInputStream().transferTo(client.getOutputStream());
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new SocketException("the client has gone");
      }
      line.append((char) c);
    }
    return line.toString().strip();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    if (!broken.isEmpty()) {
      throw new IOException("The server in between has failed", broken.getFirst());
    }
  }
}
