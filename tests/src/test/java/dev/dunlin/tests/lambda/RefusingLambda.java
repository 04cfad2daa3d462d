package dev.dunlin.tests.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;

/**
 * Stands before a server of Lambda's API: answers some requests itself, as AWS would and the server
 * cannot, and hands on the others.
 */
final class RefusingLambda implements AutoCloseable {
  static {
    // Requests are signed for the host that they name, and the client would name the server.
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
  }

  /** The HTTP client makes these itself. */
  private static final Set<String> NOT_HANDED_ON =
      Set.of("connection", "content-length", "expect", "upgrade");

  /** Decides about a request by its method and path. */
  interface Rule {
    /** The answer; empty to hand it on. */
    Optional<Answer> of(String method, String path);
  }

  /** An error of Lambda's. */
  record Answer(int status, String type, String message) {}

  private final URI server;
  private final Rule rule;
  private final HttpServer front;
  private final HttpClient client = HttpClient.newHttpClient();

  private RefusingLambda(URI server, Rule rule, HttpServer front) {
    this.server = server;
    this.rule = rule;
    this.front = front;
  }

  static RefusingLambda open(URI server, Rule rule) throws IOException {
    HttpServer front =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    RefusingLambda lambda = new RefusingLambda(server, rule, front);
    front.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    front.createContext("/", lambda::handle);
    front.start();
    return lambda;
  }

  String endpoint() {
    return "http://127.0.0.1:" + front.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      Optional<Answer> answer =
          rule.of(exchange.getRequestMethod(), exchange.getRequestURI().getPath());
      if (answer.isPresent()) {
        exchange.getResponseHeaders().add("x-amzn-ErrorType", answer.get().type());
        reply(
            exchange,
            answer.get().status(),
            "{\"Type\":\"User\",\"message\":\"%s\"}"
                .formatted(answer.get().message())
                .getBytes(UTF_8));
      } else {
        handOn(exchange, body);
      }
    }
  }

  private void handOn(HttpExchange exchange, byte[] body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(exchange.getRequestURI().toString()))
            .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!NOT_HANDED_ON.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
              }
            });
    HttpResponse<byte[]> response;
    try {
      response = client.send(request.build(), BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      throw new IOException("The front is being closed", e);
    }
    response
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (name.startsWith("x-amz")) {
                values.forEach(value -> exchange.getResponseHeaders().add(name, value));
              }
            });
    reply(exchange, response.statusCode(), response.body());
  }

  private static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    front.stop(0);
    client.close();
  }
}
