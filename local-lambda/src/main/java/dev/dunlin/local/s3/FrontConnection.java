package dev.dunlin.local.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection to a front, and the one to the server that its requests are passed on. For
 * one thread.
 */
final class FrontConnection implements AutoCloseable {
  /** The server closes connections after 30 s without a request. */
  private static final long IDLE_NANOS = Duration.ofSeconds(10).toNanos();

  private final S3Front front;
  private final Socket client;
  private @Nullable Socket server;
  private long lastUsed;

  FrontConnection(S3Front front, Socket client) {
    this.front = front;
    this.client = client;
  }

  /** Serves requests until the client hangs up, or is hung up on. */
  void serve() {
    try {
      client.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(client.getInputStream(), 64 * 1024);
      boolean goesOn = true;
      while (goesOn) {
        Optional<HttpHead> head = HttpHead.read(in);
        goesOn = head.isPresent() && serve(head.get(), in);
      }
    } catch (IOException e) {
      // Either side may hang up at any time; the client sees that as it would see it from S3.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the connection can be used again. */
  private boolean serve(HttpHead head, InputStream in) throws IOException, InterruptedException {
    S3Request request = S3Request.of(head);
    S3Traffic.Open exchange = front.traffic().begin(request);
    try {
      Optional<S3Front.Fate> fate = front.fate(request);
      Thread.sleep(front.settings().latency());
      exchange.passed();
      if (fate.isPresent()) {
        switch (fate.get().fault()) {
          case SLOW_DOWN -> {
            exchange.fired(Fault.SLOW_DOWN);
            return refuse(head, in, exchange, "503 Slow Down", "SlowDown");
          }
          case INTERNAL_ERROR -> {
            exchange.fired(Fault.INTERNAL_ERROR);
            return refuse(head, in, exchange, "500 Internal Server Error", "InternalError");
          }
          case DENIED -> {
            exchange.fired(Fault.DENIED);
            return refuse(head, in, exchange, "403 Forbidden", "AccessDenied");
          }
          case REFUSED -> {
            exchange.fired(Fault.REFUSED);
            return false;
          }
          case UNANSWERED, RESET, TRUNCATED, STALL, WRONG_BYTES -> {}
        }
      }
      return pass(head, in, exchange, fate);
    } finally {
      exchange.ended();
    }
  }

  /** Answers with an error of S3's, without asking the server. */
  private boolean refuse(
      HttpHead head, InputStream in, S3Traffic.Open exchange, String status, String code)
      throws IOException {
    boolean goesOn = !head.expectsContinue() && !head.isChunked();
    if (goesOn) { // The client sends all of its request before it looks at the answer.
      HttpHead.copy(in, OutputStream.nullOutputStream(), head.length().orElse(0), exchange::sent);
    }
    byte[] body =
        "<Error><Code>%s</Code><Message>Fault on request.</Message></Error>"
            .formatted(code)
            .getBytes(UTF_8);
    OutputStream out = client.getOutputStream();
    new HttpHead(
            "HTTP/1.1 " + status,
            List.of(
                "Content-Type: application/xml",
                "Content-Length: " + body.length,
                "Connection: " + (goesOn ? "keep-alive" : "close")))
        .write(out);
    if (!head.first().startsWith("HEAD ")) {
      out.write(body);
      out.flush();
    }
    return goesOn;
  }

  private boolean pass(
      HttpHead head, InputStream in, S3Traffic.Open exchange, Optional<S3Front.Fate> fate)
      throws IOException, InterruptedException {
    Socket upstream = connected();
    OutputStream up = upstream.getOutputStream();
    if (head.expectsContinue()) {
      new HttpHead("HTTP/1.1 100 Continue", List.of()).write(client.getOutputStream());
    }
    head.without("expect").write(up);
    if (head.isChunked()) {
      HttpHead.copyChunks(in, up, exchange::sent);
    } else {
      HttpHead.copy(in, up, head.length().orElse(0), exchange::sent);
    }
    InputStream answer = new BufferedInputStream(upstream.getInputStream(), 64 * 1024);
    HttpHead answerHead = HttpHead.read(answer).orElseThrow(EOFException::new);
    if (fate.filter(f -> f.fault() == Fault.UNANSWERED).isPresent()) {
      exchange.fired(Fault.UNANSWERED);
      disconnect();
      return false;
    }
    boolean goesOn = answer(head, answerHead, answer, exchange, fate);
    lastUsed = System.nanoTime();
    // S3Proxy hangs up after a PUT of no bytes, and does not say so.
    if (answerHead.isLast() || (head.first().startsWith("PUT ") && head.length().orElse(1) == 0)) {
      disconnect();
    }
    return goesOn && !head.isLast();
  }

  /** Passes an answer on, with what is to happen to it. */
  private boolean answer(
      HttpHead request,
      HttpHead head,
      InputStream body,
      S3Traffic.Open exchange,
      Optional<S3Front.Fate> fate)
      throws IOException, InterruptedException {
    OutputStream out = client.getOutputStream();
    boolean isEmpty =
        request.first().startsWith("HEAD ") || head.status() == 204 || head.status() == 304;
    OptionalLong length = isEmpty ? OptionalLong.of(0) : head.length();
    if (fate.isPresent()) {
      return spoil(request, head, body, length, exchange, fate.get());
    }
    head.without("connection").write(out);
    if (length.isEmpty() && head.isChunked()) {
      HttpHead.copyChunks(body, out, exchange::received);
    } else {
      HttpHead.copy(body, out, length.orElseThrow(FrontConnection::endless), exchange::received);
    }
    return true;
  }

  private static IOException endless() {
    return new IOException("an answer does not say how long it is");
  }

  private boolean spoil(
      HttpHead request,
      HttpHead head,
      InputStream body,
      OptionalLong length,
      S3Traffic.Open exchange,
      S3Front.Fate fate)
      throws IOException, InterruptedException {
    OutputStream out = client.getOutputStream();
    long bytes = length.orElse(0);
    // Of an answer without content the head itself is late or lost.
    long intact = (long) (fate.place() * bytes);
    if (bytes > 0) {
      head.without("connection").write(out);
      HttpHead.copy(body, out, intact, exchange::received);
    }
    switch (fate.fault()) {
      case RESET -> {
        exchange.fired(Fault.RESET);
        client.setSoLinger(true, 0);
        disconnect();
        return false;
      }
      case TRUNCATED -> {
        exchange.fired(Fault.TRUNCATED);
        disconnect();
        return false;
      }
      case STALL -> {
        exchange.fired(Fault.STALL);
        Thread.sleep(front.settings().stall());
      }
      case WRONG_BYTES -> {
        if (bytes > 0 && head.status() / 100 == 2) {
          exchange.fired(Fault.WRONG_BYTES);
          out.write(body.read() ^ 0x55);
          exchange.received(1);
          intact++;
        }
      }
      case SLOW_DOWN, INTERNAL_ERROR, DENIED, REFUSED, UNANSWERED ->
          throw new IllegalStateException(fate + " comes before the answer");
    }
    if (bytes == 0) {
      return answer(request, head, body, exchange, Optional.empty());
    }
    HttpHead.copy(body, out, bytes - intact, exchange::received);
    return true;
  }

  private Socket connected() throws IOException {
    if (server == null || System.nanoTime() - lastUsed > IDLE_NANOS) {
      disconnect();
      server = new Socket(front.server().getAddress(), front.server().getPort());
      server.setTcpNoDelay(true);
    }
    return server;
  }

  private void disconnect() throws IOException {
    if (server != null) {
      server.close();
      server = null;
    }
  }

  @Override
  public void close() {
    try (client) {
      disconnect();
    } catch (IOException e) {
      // It is gone, one way or another.
    }
  }
}
