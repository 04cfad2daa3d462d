package dev.dunlin.driver.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A server that answers requests to CloudFormation as a test has said, in AWS's own XML (Query
 * protocol, version 2010-05-15). The SDK's client cannot tell it from AWS.
 */
final class ScriptedAws implements AutoCloseable {
  private static final String NAMESPACE = "http://cloudformation.amazonaws.com/doc/2010-05-15/";
  private static final String REQUEST = "<RequestId>b9b4b068-3a41-11e5-94eb-example</RequestId>";

  private final HttpServer server;
  private final Map<String, Deque<Answer>> answers = new HashMap<>();
  private final Map<String, Runnable> effects = new HashMap<>();
  private final List<String> asked = new ArrayList<>();

  private record Answer(int status, String body) {}

  ScriptedAws() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Refuses an action, after what was said of it before. */
  synchronized void refuse(String action, int status, String code, String message) {
    add(
        action,
        status,
        "<ErrorResponse xmlns=\"%s\"><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error>%s</ErrorResponse>"
            .formatted(NAMESPACE, code, message, REQUEST));
  }

  /** Answers an action with a result, after what was said of it before; the last stays. */
  synchronized void answer(String action, String result) {
    add(
        action,
        200,
        "<%1$sResponse xmlns=\"%2$s\"><%1$sResult>%3$s</%1$sResult><ResponseMetadata>%4$s</ResponseMetadata></%1$sResponse>"
            .formatted(action, NAMESPACE, result, REQUEST));
  }

  /** What happens when an action is asked for, before it is answered. */
  synchronized void when(String action, Runnable effect) {
    effects.put(action, effect);
  }

  /** Takes back what was said of an action. */
  synchronized void forget(String action) {
    answers.remove(action);
  }

  private void add(String action, int status, String body) {
    answers.computeIfAbsent(action, _ -> new ArrayDeque<>()).add(new Answer(status, body));
  }

  /** The actions that were asked for, in order. */
  synchronized List<String> asked() {
    return List.copyOf(asked);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String form = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      Answer answer = answerTo(action(form));
      byte[] body = answer.body().getBytes(UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "text/xml");
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private synchronized Answer answerTo(String action) {
    asked.add(action);
    effects.getOrDefault(action, () -> {}).run();
    Deque<Answer> left = answers.getOrDefault(action, new ArrayDeque<>());
    return switch (left.size()) {
      case 0 -> new Answer(501, "Nobody has said what to answer to " + action);
      case 1 -> left.getFirst();
      default -> left.removeFirst();
    };
  }

  private static String action(String form) {
    for (String field : form.split("&")) {
      if (field.startsWith("Action=")) {
        return URLDecoder.decode(field.substring("Action=".length()), UTF_8);
      }
    }
    return "none";
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
