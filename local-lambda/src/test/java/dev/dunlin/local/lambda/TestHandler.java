package dev.dunlin.local.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A function that does what its event says: {@code WORD ARGUMENT}. */
public final class TestHandler implements RequestStreamHandler {
  private int calls;

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    calls++;
    String event = new String(input.readAllBytes(), UTF_8).replace("\"", "");
    String[] words = event.split(" ", 2);
    String answer =
        switch (words[0]) {
          case "echo" -> words[1];
          case "calls" -> Integer.toString(calls);
          case "size" -> "x".repeat(Integer.parseInt(words[1]));
          case "length" -> Integer.toString(event.length());
          case "fail" -> throw new IllegalStateException(words[1]);
          case "exit" -> exit(Integer.parseInt(words[1]));
          case "fill" -> fill(Integer.parseInt(words[1]));
          case "wait" -> await(Integer.parseInt(words[1]));
          case "append" -> append(Path.of(words[1]));
          case "tmp" -> tmp();
          case "remaining" -> Integer.toString(context.getRemainingTimeInMillis());
          case "env" -> System.getenv(words[1]);
          case "processors" -> Integer.toString(Runtime.getRuntime().availableProcessors());
          default -> throw new IllegalArgumentException(event);
        };
    System.out.println("did " + words[0]);
    output.write(("\"" + answer + "\"").getBytes(UTF_8));
  }

  private static String exit(int code) {
    System.exit(code);
    return "";
  }

  private static String fill(int megabytes) {
    List<byte[]> held = new ArrayList<>();
    for (int i = 0; i < megabytes; i++) {
      byte[] block = new byte[1 << 20];
      Arrays.fill(block, (byte) 1);
      held.add(block);
    }
    return Integer.toString(held.size());
  }

  private static String await(int millis) {
    try {
      return Boolean.toString(
          new CountDownLatch(1).await(Duration.ofMillis(millis).toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String append(Path file) throws IOException {
    Files.writeString(
        file,
        "x",
        java.nio.file.StandardOpenOption.CREATE,
        java.nio.file.StandardOpenOption.APPEND);
    return await(300);
  }

  /** Leaves a file in the temporary folder, and says how many there are. */
  private static String tmp() throws IOException {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    Files.createTempFile(folder, "left", "");
    try (var files = Files.list(folder)) {
      return Long.toString(
          files.filter(f -> f.getFileName().toString().startsWith("left")).count());
    }
  }
}
