package dev.dunlin.local.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * AWS Lambda's Runtime API (version 2018-06-01) for one environment: the runtime asks for the next
 * event, and posts its answer. Thread-safe.
 */
final class RuntimeApi implements AutoCloseable {
  /** Lambda quotas: 6 MB, and what the service adds itself. */
  static final int MOST_RESPONSE_BYTES = 6 * 1024 * 1024 + 100;

  private static final String BASE = "/2018-06-01/runtime/";

  private final FunctionSettings function;
  private final HttpServer server;
  private final BlockingQueue<Optional<Handed>> events = new LinkedBlockingQueue<>();
  private final CompletableFuture<Optional<byte[]>> ready = new CompletableFuture<>();
  private volatile @Nullable Invocation current;

  private record Handed(Invocation invocation, long deadlineMillis) {}

  private RuntimeApi(FunctionSettings function, HttpServer server) {
    this.function = function;
    this.server = server;
  }

  static RuntimeApi open(FunctionSettings function) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    RuntimeApi api = new RuntimeApi(function, server);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(BASE, api::handle);
    server.start();
    return api;
  }

  /** What the runtime finds in {@code AWS_LAMBDA_RUNTIME_API}. */
  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** Comes when the runtime has loaded the handler: empty, or the error that it could not with. */
  CompletableFuture<Optional<byte[]>> ready() {
    return ready;
  }

  /** Gives the runtime an event, now or as soon as it asks for one. */
  void hand(Invocation invocation, long deadlineMillis) {
    current = invocation;
    events.add(Optional.of(new Handed(invocation, deadlineMillis)));
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String[] path = exchange.getRequestURI().getPath().substring(BASE.length()).split("/");
      byte[] body = exchange.getRequestBody().readAllBytes();
      switch (path[0] + "/" + path[path.length - 1]) {
        case "invocation/next" -> next(exchange);
        case "restore/next" -> reply(exchange, 200, new byte[0]);
        case "init/error", "restore/error" -> {
          ready.complete(Optional.of(body));
          reply(exchange, 202);
        }
        case "invocation/response" -> {
          if (body.length > MOST_RESPONSE_BYTES) {
            answer(
                path[1],
                Invocation.Answer.error(
                    "Function.ResponseSizeTooLarge",
                    "Response payload size (%d bytes) exceeded maximum allowed payload size (%d bytes)."
                        .formatted(body.length, MOST_RESPONSE_BYTES)));
            reply(exchange, 413);
          } else {
            answer(path[1], new Invocation.Answer(false, body));
            reply(exchange, 202);
          }
        }
        case "invocation/error" -> {
          answer(path[1], new Invocation.Answer(true, body));
          reply(exchange, 202);
        }
        default -> reply(exchange, 404);
      }
    }
  }

  private void next(HttpExchange exchange) throws IOException {
    ready.complete(Optional.empty());
    Optional<Handed> handed;
    try {
      handed = events.take();
    } catch (InterruptedException e) {
      throw new IllegalStateException("This thread is nobody else's to interrupt", e);
    }
    if (handed.isEmpty()) {
      return; // Closed.
    }
    Invocation invocation = handed.get().invocation();
    var headers = exchange.getResponseHeaders();
    headers.add("Lambda-Runtime-Aws-Request-Id", invocation.id());
    headers.add("Lambda-Runtime-Deadline-Ms", Long.toString(handed.get().deadlineMillis()));
    headers.add("Lambda-Runtime-Invoked-Function-Arn", function.arn());
    reply(exchange, 200, invocation.payload());
  }

  /** A late answer to an event that was given up changes nothing. */
  private void answer(String id, Invocation.Answer answer) {
    Invocation invocation = current;
    if (invocation != null && invocation.id().equals(id)) {
      invocation.answer().complete(answer);
    }
  }

  private static void reply(HttpExchange exchange, int status) throws IOException {
    reply(exchange, status, "{\"status\":\"OK\"}".getBytes(UTF_8));
  }

  private static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    events.add(Optional.empty());
    server.stop(0);
  }
}
