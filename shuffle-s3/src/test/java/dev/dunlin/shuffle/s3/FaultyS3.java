package dev.dunlin.shuffle.s3;

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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A server that answers each request as it was told to, one request to a connection. */
final class FaultyS3 implements AutoCloseable {
  /** A request as it came. Names of headers are in lower case. */
  record Request(String method, String path, Map<String, String> headers) {}

  /** How to answer. Returning closes the connection. */
  interface Answer {
    void give(Request request, Socket socket) throws IOException;
  }

  private final ServerSocket listener;
  private final BlockingQueue<Answer> script = new LinkedBlockingQueue<>();
  private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
  private final List<Throwable> broken = Collections.synchronizedList(new ArrayList<>());

  FaultyS3() throws IOException {
    listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::listen);
  }

  String endpoint() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  /** The answers to come, one for each request; the last one for all that follow. */
  void answers(Answer... answers) {
    script.addAll(List.of(answers));
  }

  List<Request> requests() {
    return List.copyOf(requests);
  }

  private void listen() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        if (!listener.isClosed()) {
          broken.add(e);
        }
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      Request request = request(socket);
      requests.add(request);
      Answer answer = script.size() > 1 ? script.take() : script.element();
      answer.give(request, socket);
    } catch (SocketException e) {
      // The client may hang up whenever it likes.
    } catch (IOException | InterruptedException | RuntimeException e) {
      broken.add(e);
    }
  }

  private static Request request(Socket socket) throws IOException {
    InputStream in = new BufferedInputStream(socket.getInputStream());
    String[] first = line(in).split(" ");
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    if (headers.containsKey("expect")) {
      socket.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
    }
    in.skipNBytes(Long.parseLong(headers.getOrDefault("content-length", "0")));
    return new Request(first[0], first[1], headers);
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

  private static void head(Socket socket, int status, long length, String... headers)
      throws IOException {
    StringBuilder text =
        new StringBuilder("HTTP/1.1 %d X\r\nConnection: close\r\n".formatted(status))
            .append("Content-Length: %d\r\n".formatted(length));
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    OutputStream out = socket.getOutputStream();
    out.write(text.append("\r\n").toString().getBytes(ISO_8859_1));
    out.flush();
  }

  private static void send(Socket socket, String body) throws IOException {
    socket.getOutputStream().write(body.getBytes(UTF_8));
    socket.getOutputStream().flush();
  }

  static Answer status(int status, String body, String... headers) {
    return (request, socket) -> {
      head(socket, status, body.getBytes(UTF_8).length, headers);
      if (!request.method().equals("HEAD")) {
        send(socket, body);
      }
    };
  }

  static Answer error(int status, String code, String... headers) {
    return status(
        status,
        "<Error><Code>%s</Code><Message>Said by %s.</Message></Error>".formatted(code, code),
        headers);
  }

  /** The rest of an object, from where the request's range begins. */
  static Answer object(String content, String etag) {
    return (request, socket) -> {
      String rest = content.substring(from(request));
      head(
          socket,
          206,
          rest.length(),
          "ETag: \"" + etag + "\"",
          "Content-Range: bytes %d-%d/%d"
              .formatted(from(request), content.length() - 1, content.length()));
      send(socket, rest);
    };
  }

  /** The same, which breaks after so many bytes. */
  static Answer broken(String content, String etag, int after, Break how) {
    return (request, socket) -> {
      String rest = content.substring(from(request));
      head(
          socket,
          206,
          rest.length(),
          "ETag: \"" + etag + "\"",
          "Content-Range: bytes %d-%d/%d"
              .formatted(from(request), content.length() - 1, content.length()));
      send(socket, rest.substring(0, after));
      how.happen(socket);
    };
  }

  private static int from(Request request) {
    String range = request.headers().getOrDefault("range", "bytes=0-");
    return Integer.parseInt(range.substring("bytes=".length(), range.indexOf('-')));
  }

  /** The connection breaks before any answer. */
  static Answer silence(Break how) {
    return (_, socket) -> how.happen(socket);
  }

  /** How a connection breaks. */
  enum Break {
    /** It ends as if all had been sent. */
    END {
      @Override
      void happen(Socket socket) {}
    },
    /** It is reset: TCP's RST. */
    RESET {
      @Override
      void happen(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
      }
    },
    /** Nothing more comes until the client gives up. */
    STALL {
      @Override
      void happen(Socket socket) throws IOException {
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
      }
    };

    abstract void happen(Socket socket) throws IOException;
  }

  /** Closes it, and fails if it could not do as it was told. */
  @Override
  public void close() throws IOException {
    listener.close();
    if (!broken.isEmpty()) {
      throw new IOException("The faulty server is at fault itself", broken.getFirst());
    }
  }
}
