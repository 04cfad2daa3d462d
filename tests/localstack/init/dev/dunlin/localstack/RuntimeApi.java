package dev.dunlin.localstack;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;

/**
 * AWS's Runtime API, by which a runtime fetches invocations and gives their answers: {@code GET
 * …/invocation/next}, {@code POST …/invocation/ID/response} or {@code /error}, {@code POST
 * …/init/error}.
 */
final class RuntimeApi implements HttpHandler {
  static final String PATH = "/2018-06-01/runtime/";

  private final Environment environment;

  RuntimeApi(Environment environment) {
    this.environment = environment;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    String call = exchange.getRequestURI().getPath().substring(PATH.length());
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (call.equals("invocation/next")) {
      next(exchange);
    } else if (call.equals("init/error")) {
      environment.failedToStart(body);
      reply(exchange, 202, "{\"status\":\"OK\"}");
    } else {
      String[] parts = call.split("/"); // invocation/ID/response|error
      environment
          .runtime()
          .invocation()
          .filter(i -> parts.length == 3 && parts[1].equals(i.id()))
          .ifPresent(i -> i.answer().complete(new Answer(parts[2].equals("error"), body)));
      reply(exchange, 202, "{\"status\":\"OK\"}");
    }
  }

  private void next(HttpExchange exchange) throws IOException {
    environment.initialised();
    Invocation invocation;
    try {
      invocation = environment.runtime().next();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    Headers headers = exchange.getResponseHeaders();
    headers.add("Lambda-Runtime-Aws-Request-Id", invocation.id());
    headers.add("Lambda-Runtime-Deadline-Ms", Long.toString(invocation.deadline().toEpochMilli()));
    headers.add("Lambda-Runtime-Invoked-Function-Arn", invocation.arn());
    headers.add("Content-Type", "application/json");
    reply(exchange, 200, invocation.payload());
  }

  static void reply(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
