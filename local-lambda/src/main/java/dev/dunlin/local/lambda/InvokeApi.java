package dev.dunlin.local.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.dunlin.local.lambda.LambdaServer.Settings;
import java.io.IOException;
import java.net.URLDecoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** AWS Lambda's API for callers, as its SDKs speak it. Thread-safe. */
final class InvokeApi {
  /** Lambda quotas: 6 MB synchronous, 1 MB asynchronous. */
  private static final int MOST_SYNCHRONOUS_BYTES = 6 * 1024 * 1024;

  private static final int MOST_ASYNCHRONOUS_BYTES = 1024 * 1024;

  private static final Pattern FUNCTION =
      Pattern.compile("/2015-03-31/functions/([^/]+)(/invocations|/configuration)");

  /** A name, a name and qualifier, or an ARN with or without one. */
  private static final Pattern NAME =
      Pattern.compile("(?:arn:aws:lambda:[^:]*:[^:]*:function:)?([A-Za-z0-9_-]+)(?::[^:]+)?");

  private final Map<String, FunctionPool> pools;
  private final Settings settings;
  private final Semaphore concurrency;
  private final AtomicLong numbers = new AtomicLong();
  private final List<InvocationRecord> history = Collections.synchronizedList(new ArrayList<>());

  InvokeApi(Map<String, FunctionPool> pools, Settings settings) {
    this.pools = pools;
    this.settings = settings;
    this.concurrency = new Semaphore(settings.unreserved());
  }

  List<InvocationRecord> history() {
    return List.copyOf(history);
  }

  void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      exchange.getResponseHeaders().add("x-amzn-RequestId", UUID.randomUUID().toString());
      try {
        checkCaller(exchange, body);
        route(exchange, body);
      } catch (AwsError e) {
        exchange.getResponseHeaders().add("x-amzn-ErrorType", e.type());
        reply(exchange, e.status(), e.body().getBytes(UTF_8));
      }
    }
  }

  private void checkCaller(HttpExchange exchange, byte[] body) throws AwsError {
    Signature signature = Signature.of(exchange.getRequestHeaders());
    if (signature == null) {
      throw new AwsError(
          403, "MissingAuthenticationTokenException", "Missing Authentication Token");
    }
    if (!signature.key().equals(settings.accessKey())) {
      throw new AwsError(
          403,
          "UnrecognizedClientException",
          "The security token included in the request is invalid.");
    }
    if (!signature.isOf(exchange, body, settings.secretKey(), Instant.now())) {
      throw new AwsError(
          403,
          "InvalidSignatureException",
          "The request signature we calculated does not match the signature you provided. Check"
              + " your AWS Secret Access Key and signing method.");
    }
  }

  private void route(HttpExchange exchange, byte[] body) throws IOException, AwsError {
    String path = exchange.getRequestURI().getRawPath();
    Matcher function = FUNCTION.matcher(path);
    if (path.replaceAll("/$", "").equals("/2016-08-19/account-settings")) {
      reply(exchange, 200, accountSettings());
    } else if (function.matches()) {
      FunctionPool pool = pool(URLDecoder.decode(function.group(1), UTF_8));
      if (function.group(2).equals("/configuration")) {
        reply(exchange, 200, configuration(pool.function()));
      } else {
        invoke(exchange, pool, body);
      }
    } else {
      throw new AwsError(404, "UnknownOperationException", "Not a request of this server: " + path);
    }
  }

  private FunctionPool pool(String identifier) throws AwsError {
    Matcher name = NAME.matcher(identifier);
    FunctionPool pool = name.matches() ? pools.get(name.group(1)) : null;
    if (pool == null || pool.isDeleted()) {
      throw AwsError.noFunction(
          identifier.startsWith("arn:")
              ? identifier
              : "arn:aws:lambda:%s:%s:function:%s"
                  .formatted(LambdaServer.REGION, LambdaServer.ACCOUNT, identifier));
    }
    return pool;
  }

  private byte[] accountSettings() {
    return Json.text(
            Json.object(
                "AccountLimit",
                Json.object(
                    "TotalCodeSize", 80_530_636_800L,
                    "CodeSizeUnzipped", 262_144_000L,
                    "CodeSizeZipped", 52_428_800L,
                    "ConcurrentExecutions", settings.concurrency(),
                    "UnreservedConcurrentExecutions", settings.unreserved()),
                "AccountUsage",
                Json.object("TotalCodeSize", 0, "FunctionCount", pools.size())))
        .getBytes(UTF_8);
  }

  private static byte[] configuration(FunctionSettings function) {
    return Json.text(
            Json.object(
                "FunctionName", function.name(),
                "FunctionArn", function.arn(),
                "Runtime", "java25",
                "Handler", function.handler(),
                "Timeout", function.timeout().toSeconds(),
                "MemorySize", function.memoryMb(),
                "Version", LambdaServer.VERSION,
                "State", "Active",
                "LastUpdateStatus", "Successful",
                "PackageType", "Zip",
                "Architectures", List.of("x86_64"),
                "EphemeralStorage", Json.object("Size", 512),
                "Environment", Json.object("Variables", function.environment())))
        .getBytes(UTF_8);
  }

  private void invoke(HttpExchange exchange, FunctionPool pool, byte[] payload)
      throws IOException, AwsError {
    String type =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Amz-Invocation-Type"))
            .orElse("RequestResponse");
    boolean isEvent = type.equals("Event");
    int most = isEvent ? MOST_ASYNCHRONOUS_BYTES : MOST_SYNCHRONOUS_BYTES;
    if (payload.length > most) {
      throw new AwsError(
          413,
          "RequestEntityTooLargeException",
          "%d byte payload is too large for the %s invocation type (limit %d bytes)"
              .formatted(payload.length, type, most));
    }
    String id = exchange.getResponseHeaders().getFirst("x-amzn-RequestId");
    Invocation invocation =
        new Invocation(numbers.getAndIncrement(), id, payload, new CompletableFuture<>());
    switch (type) {
      case "DryRun" -> reply(exchange, 204, new byte[0]);
      case "Event" -> {
        Thread.ofVirtual().name("event " + id).start(() -> runEvent(pool, invocation));
        reply(exchange, 202, new byte[0]);
      }
      case "RequestResponse" -> runNow(exchange, pool, invocation);
      default ->
          throw new AwsError(
              400, "InvalidParameterValueException", "No invocation type: '" + type + "'");
    }
  }

  private void runNow(HttpExchange exchange, FunctionPool pool, Invocation invocation)
      throws IOException, AwsError {
    LambdaFaults faults = settings.faults();
    String name = pool.function().name();
    if (faults.happens(LambdaFault.SERVER_ERROR, invocation.number())) {
      refused(name, invocation, 500);
      throw new AwsError(500, "ServiceException", "Internal error (a fault that was asked for)");
    }
    if (faults.happens(LambdaFault.THROTTLE, invocation.number()) || !concurrency.tryAcquire()) {
      refused(name, invocation, 429);
      throw AwsError.throttled();
    }
    Environment.Result result;
    try {
      result = run(pool, invocation);
    } finally {
      concurrency.release();
    }
    if (faults.happens(LambdaFault.LOSE_ANSWER, invocation.number())) {
      record(name, invocation, 0, result);
      return; // Closing the exchange without an answer breaks the connection.
    }
    record(name, invocation, 200, result);
    Headers headers = exchange.getResponseHeaders();
    headers.add("X-Amz-Executed-Version", LambdaServer.VERSION);
    if (result.answer().isError()) {
      headers.add("X-Amz-Function-Error", "Unhandled");
    }
    if ("Tail".equals(exchange.getRequestHeaders().getFirst("X-Amz-Log-Type"))) {
      headers.add("X-Amz-Log-Result", Base64.getEncoder().encodeToString(result.logTail()));
    }
    reply(exchange, 200, result.answer().payload());
  }

  /** Waits for a free place, as Lambda's queue of events does. */
  private void runEvent(FunctionPool pool, Invocation invocation) {
    boolean twice = settings.faults().happens(LambdaFault.RUN_TWICE, invocation.number());
    for (int run = 0; run < (twice ? 2 : 1); run++) {
      concurrency.acquireUninterruptibly();
      try {
        Invocation one =
            new Invocation(
                invocation.number(),
                invocation.id(),
                invocation.payload(),
                new CompletableFuture<>());
        record(pool.function().name(), one, 202, run(pool, one));
      } catch (AwsError e) {
        System.err.println("Cannot run the event " + invocation.id() + ": " + e.getMessage());
      } finally {
        concurrency.release();
      }
    }
  }

  private static Environment.Result run(FunctionPool pool, Invocation invocation) throws AwsError {
    try {
      return pool.run(invocation);
    } catch (IOException e) {
      throw new AwsError(500, "ServiceException", String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      throw new IllegalStateException("This thread is nobody else's to interrupt", e);
    }
  }

  private void refused(String function, Invocation invocation, int status) {
    history.add(new InvocationRecord(function, invocation.id(), status, false, false, 0, 0, 0, 0));
  }

  private void record(
      String function, Invocation invocation, int status, Environment.Result result) {
    history.add(
        new InvocationRecord(
            function,
            invocation.id(),
            status,
            result.answer().isError(),
            result.isCold(),
            result.report().initNanos(),
            result.report().durationNanos(),
            result.report().billedMillis(),
            result.report().peakMemoryMb()));
  }

  private static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }
}
