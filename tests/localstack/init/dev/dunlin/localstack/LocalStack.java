package dev.dunlin.localstack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

/** LocalStack, as its function containers report to it. */
final class LocalStack {
  private final HttpClient http = HttpClient.newHttpClient();
  private final String endpoint;
  private final String container;

  /**
   * One container's way to it.
   *
   * @param container the container's name there
   */
  LocalStack(String endpoint, String container) {
    this.endpoint = endpoint;
    this.container = container;
  }

  /** The function can be invoked. */
  void ready() {
    post("/status/" + container + "/ready", Json.object());
  }

  /** The function cannot be started. */
  void failedToStart(byte[] error) {
    post("/status/" + container + "/error", error);
  }

  /** An invocation has ended so; its log goes first, as LocalStack waits for the answer. */
  void ended(String invocation, String log, Answer answer) {
    String path = "/invocations/" + invocation;
    post(path + "/logs", Json.object("logs", log));
    post(path + (answer.isError() ? "/error" : "/response"), answer.body());
  }

  private void post(String path, byte[] body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(endpoint + path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    try {
      http.send(request, BodyHandlers.discarding());
    } catch (IOException e) {
      System.err.println("Cannot tell LocalStack of " + path + ": " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
