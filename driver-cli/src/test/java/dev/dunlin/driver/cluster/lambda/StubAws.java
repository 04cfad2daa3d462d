package dev.dunlin.driver.cluster.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.dunlin.core.task.FunctionAnswer;
import dev.dunlin.core.task.FunctionCall;
import dev.dunlin.core.task.TaskWire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Lambda whose functions answer as a test says, or a service that refuses everything. While one
 * is open this JVM has credentials.
 */
public final class StubAws implements AutoCloseable {
  private static final List<String> CREDENTIALS = List.of("aws.accessKeyId", "aws.secretAccessKey");

  private final HttpServer server;
  private final Functions functions;
  private volatile @Nullable Refusal refusal;

  /** What the functions answer; to an event, that nobody sees. */
  public interface Functions {
    FunctionAnswer answer(String name, FunctionCall call) throws IOException;
  }

  private record Refusal(int status, Map<String, String> headers, String body) {}

  /** Each of these functions has 1,769 MB and 60 s, the account room for 10 calls. */
  public StubAws(Functions functions) throws IOException {
    this.functions = functions;
    CREDENTIALS.forEach(property -> System.setProperty(property, "ours"));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  public String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** A driver's settings for its function {@code f}, with no larger one. */
  LambdaSettings settings(Duration asynchronousAfter) {
    return new LambdaSettings(
        "f", List.of(), "us-east-1", endpoint(), "", Optional.empty(), asynchronousAfter);
  }

  /** From now on nothing else is answered. */
  public void refuse(int status, Map<String, String> headers, String body) {
    refusal = new Refusal(status, headers, body);
  }

  /** From now on no connection is to be had. */
  void stopListening() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String request = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      Refusal no = refusal;
      if (no == null) {
        String answer = answer(exchange.getRequestURI().getPath(), request);
        boolean isEvent =
            "Event".equals(exchange.getRequestHeaders().getFirst("X-Amz-Invocation-Type"));
        send(exchange, isEvent ? 202 : 200, isEvent ? "" : answer);
      } else {
        no.headers().forEach(exchange.getResponseHeaders()::add);
        send(exchange, no.status(), no.body());
      }
    }
  }

  private String answer(String path, String request) throws IOException {
    if (path.endsWith("/configuration")) {
      return "{\"MemorySize\":1769,\"Timeout\":60,\"Architectures\":[\"x86_64\"]}";
    }
    if (path.contains("/account-settings")) {
      return "{\"AccountLimit\":{\"UnreservedConcurrentExecutions\":10}}";
    }
    String name = path.replaceAll(".*/functions/|/invocations", "");
    return TaskWire.write(functions.answer(name, TaskWire.readCall(request)));
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    CREDENTIALS.forEach(System::clearProperty);
  }
}
