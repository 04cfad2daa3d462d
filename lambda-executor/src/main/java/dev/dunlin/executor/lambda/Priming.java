package dev.dunlin.executor.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.dunlin.core.config.Config;
import dev.dunlin.core.config.ConfigKeys;
import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.core.stage.FileLayout;
import dev.dunlin.core.stage.ScanSource;
import dev.dunlin.core.stage.Split;
import dev.dunlin.core.store.ByteRange;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.FunctionAnswer;
import dev.dunlin.core.task.FunctionCall;
import dev.dunlin.core.task.Release;
import dev.dunlin.core.task.Segment;
import dev.dunlin.core.task.TaskDescriptor;
import dev.dunlin.core.task.TaskInput;
import dev.dunlin.core.task.TaskOutcome;
import dev.dunlin.core.task.TaskOutput;
import dev.dunlin.core.task.TaskWire;
import dev.dunlin.executor.TaskEngine;
import dev.dunlin.shuffle.Folders;
import dev.dunlin.shuffle.s3.S3ObjectStore;
import dev.dunlin.shuffle.s3.S3Settings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Loads what the first task will need, before SnapStart's snapshot or for an AOT cache: a task
 * writes one row to a server in this process that keeps one object, and another reads it twice.
 */
final class Priming implements AutoCloseable {
  private static final AttemptId ATTEMPT = AttemptId.parse("j-priming/s0/t0/a0");
  private static final ObjectUri PREFIX = ObjectUri.parse("s3://priming/work");
  private static final Schema SCHEMA = new Schema(List.of(new Column("c0", "INTEGER")));

  /** The header of a body that is signed in chunks (AWS Signature Version 4). */
  private static final String DECODED_LENGTH = "x-amz-decoded-content-length";

  private final HttpServer server;
  private byte[] object = {};

  private Priming() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Does it; what fails here would fail in the first task too, which says so. */
  static void run() throws IOException {
    Path scratch = Files.createTempDirectory("dunlin-priming-");
    try (Priming priming = new Priming()) {
      S3Settings settings =
          S3Settings.of(
              Config.DEFAULTS
                  .with(
                      ConfigKeys.S3_ENDPOINT.name(),
                      "http://127.0.0.1:" + priming.server.getAddress().getPort())
                  .with(ConfigKeys.S3_REGION.name(), "us-east-1"));
      try (WarmExecutor executor = executor(settings, scratch)) {
        TaskHandler handler = new TaskHandler(executor);
        Segment written = ran(handler, "SELECT 1 AS c0", List.of());
        Segment read =
            ran(
                handler,
                "SELECT c0 FROM a JOIN b USING (c0)",
                List.of(input("a", written), input("b", written)));
        if (read.rows() != 1) {
          throw new IOException("The priming has read otherwise than it wrote: " + read);
        }
      }
    } finally {
      Folders.delete(scratch);
    }
  }

  private static WarmExecutor executor(S3Settings settings, Path scratch) throws IOException {
    S3ObjectStore store = new S3ObjectStore(() -> settings);
    return new WarmExecutor(store, new TaskEngine(store, scratch));
  }

  /** What a task has written that was called as the driver calls it, and answered so. */
  private static Segment ran(TaskHandler handler, String sql, List<TaskInput> inputs)
      throws IOException {
    TaskDescriptor task =
        new TaskDescriptor(
            TaskWire.VERSION,
            ATTEMPT,
            sql,
            SCHEMA,
            inputs,
            new TaskOutput.Single(PREFIX, "lz4_raw"),
            new TaskDescriptor.Resources(1, 64 << 20),
            Map.of());
    String call = TaskWire.write(new FunctionCall.Task(Release.CURRENT, task, PREFIX));
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    handler.handleRequest(
        new ByteArrayInputStream(call.getBytes(UTF_8)), output, new PrimingContext());
    FunctionAnswer answer = TaskWire.readAnswer(output.toString(UTF_8));
    if (answer instanceof FunctionAnswer.Done(TaskOutcome.Succeeded succeeded)) {
      return succeeded.segments().getFirst();
    }
    throw new IOException("The priming has gone otherwise than was meant: " + answer);
  }

  /** The file under a name of its own, so that each is asked for, side by side. */
  private static TaskInput input(String name, Segment file) {
    ScanSource source =
        new ScanSource(
            FileFormat.PARQUET,
            List.of(new FileLayout(Map.of(), List.of())),
            SCHEMA,
            List.of(),
            "");
    long bytes = file.lengthBytes();
    Split split =
        new Split(
            PREFIX.resolve(name),
            bytes,
            "priming",
            0,
            bytes,
            true,
            List.of(),
            List.of(new ByteRange(0, bytes)),
            0);
    return new TaskInput.Scan(name, source, List.of(split));
  }

  /** As S3 would, if all names were names of the object that was put last. */
  private synchronized void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      exchange.getResponseHeaders().add("ETag", "\"priming\"");
      if (exchange.getRequestMethod().equals("PUT")) {
        object = content(body, exchange.getRequestHeaders().getFirst(DECODED_LENGTH));
        exchange.sendResponseHeaders(200, -1);
      } else {
        String[] range =
            exchange.getRequestHeaders().getFirst("Range").replace("bytes=", "").split("-");
        int from = Integer.parseInt(range[0]);
        byte[] part = Arrays.copyOfRange(object, from, Integer.parseInt(range[1]) + 1);
        exchange
            .getResponseHeaders()
            .add(
                "Content-Range",
                "bytes %d-%d/%d".formatted(from, from + part.length - 1, object.length));
        exchange.sendResponseHeaders(206, part.length);
        exchange.getResponseBody().write(part);
      }
    }
  }

  /** Without the line that signs it: a chunk, of those that the object comes in, holds it all. */
  private static byte[] content(byte[] body, @Nullable String decodedLength) {
    if (decodedLength == null) {
      return body;
    }
    int start = 2;
    while (body[start - 2] != '\r' || body[start - 1] != '\n') {
      start++;
    }
    return Arrays.copyOfRange(body, start, start + Integer.parseInt(decodedLength));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
