package dev.dunlin.local.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.dunlin.local.s3.S3Front.Settings;
import dev.dunlin.local.s3.S3Request.Kind;
import dev.dunlin.local.s3.S3Traffic.Exchange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The front before a server that keeps what it is sent. */
@Tag("contract")
final class S3FrontTest {
  private static final byte[] OBJECT = new byte[300_000];

  static {
    new Random(7).nextBytes(OBJECT);
  }

  private final List<String> done = Collections.synchronizedList(new ArrayList<>());
  private HttpServer server;
  private S3Front front;
  private HttpClient http;

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::serve);
    server.start();
    front =
        S3Front.open(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort()), 0, Settings.clear());
    http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  @AfterEach
  void close() throws IOException {
    http.close();
    front.close();
    server.stop(0);
  }

  private void serve(HttpExchange exchange) throws IOException {
    byte[] sent = exchange.getRequestBody().readAllBytes();
    done.add(
        "%s %s %d from %s"
            .formatted(
                exchange.getRequestMethod(),
                exchange.getRequestURI(),
                sent.length,
                exchange.getRequestHeaders().getFirst("Host")));
    switch (exchange.getRequestMethod()) {
      case "HEAD" -> exchange.sendResponseHeaders(200, -1);
      case "GET" -> {
        boolean lists = exchange.getRequestURI().getQuery() != null;
        exchange.sendResponseHeaders(200, lists ? 0 : OBJECT.length); // 0: chunks
        exchange.getResponseBody().write(OBJECT);
      }
      default -> exchange.sendResponseHeaders(200, -1);
    }
    exchange.close();
  }

  private HttpResponse<byte[]> ask(String method, String path, BodyPublisher body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(front.endpoint().resolve(path)).method(method, body).build();
    return http.send(request, BodyHandlers.ofByteArray());
  }

  private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    return ask("GET", path, BodyPublishers.noBody());
  }

  private List<S3Request> requests() {
    return front.traffic().exchanges().stream().map(Exchange::request).toList();
  }

  @Test
  void requestsPassAsTheyAreAndAreCounted() throws Exception {
    assertArrayEquals(OBJECT, get("/bucket/some/key%20").body());
    assertArrayEquals(OBJECT, get("/bucket?list-type=2&prefix=some%2F").body());
    assertEquals(200, ask("HEAD", "/bucket/key", BodyPublishers.noBody()).statusCode());
    ask("PUT", "/bucket/new", BodyPublishers.ofByteArray(OBJECT));
    ask("POST", "/bucket/new?uploads", BodyPublishers.ofString("xml"));
    ask("POST", "/bucket?delete", BodyPublishers.ofString("<Delete/>"));

    assertEquals(
        List.of(
            "GET bucket/some/key ",
            "LIST bucket/some/",
            "HEAD bucket/key",
            "PUT bucket/new",
            "POST bucket/new",
            "DELETE bucket/"),
        requests().stream().map(S3Request::toString).toList());
    assertEquals("PUT /bucket/new 300000 from " + front.endpoint().getAuthority(), done.get(3));
    List<Exchange> exchanges = front.traffic().exchanges();
    assertEquals(OBJECT.length, exchanges.get(0).receivedBytes());
    assertEquals(OBJECT.length, exchanges.get(1).receivedBytes());
    assertEquals(0, exchanges.get(2).receivedBytes());
    assertEquals(OBJECT.length, exchanges.get(3).sentBytes());
    assertEquals(
        Map.of(Kind.GET, 1),
        front.traffic().requests(e -> e.receivedBytes() > 0 && e.request().kind() == Kind.GET));
    assertEquals(Map.of(), front.traffic().faults());

    front.traffic().clear();
    assertEquals(List.of(), requests());
  }

  @Test
  void aRequestThatExpectsToContinueMayContinue() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(front.endpoint().resolve("/bucket/key"))
            .expectContinue(true)
            .PUT(BodyPublishers.ofByteArray(OBJECT))
            .build();
    assertEquals(200, http.send(request, BodyHandlers.discarding()).statusCode());
    assertEquals(OBJECT.length, front.traffic().exchanges().getFirst().sentBytes());

    front.behave(Settings.clear().withFaults(1, FaultRule.of(Fault.SLOW_DOWN, 1)));
    assertEquals(503, http.send(request, BodyHandlers.discarding()).statusCode());
    assertEquals(1, done.size());
  }

  @Test
  void errorsAreAnsweredWithoutAskingTheServer() throws Exception {
    front.behave(Settings.clear().withFaults(1, FaultRule.of(Fault.SLOW_DOWN, 1)));
    HttpResponse<byte[]> slow = ask("PUT", "/bucket/key", BodyPublishers.ofByteArray(OBJECT));
    assertEquals(503, slow.statusCode());
    assertTrue(new String(slow.body(), UTF_8).contains("<Code>SlowDown</Code>"));
    front.behave(Settings.clear().withFaults(1, FaultRule.of(Fault.INTERNAL_ERROR, 1)));
    assertEquals(500, get("/bucket/key").statusCode());
    front.behave(Settings.clear().withFaults(1, FaultRule.of(Fault.REFUSED, 1)));
    assertThrows(
        IOException.class, () -> ask("PUT", "/bucket/key", BodyPublishers.ofByteArray(OBJECT)));

    assertEquals(List.of(), done);
    assertTrue(
        front
            .traffic()
            .faults()
            .keySet()
            .containsAll(List.of(Fault.SLOW_DOWN, Fault.INTERNAL_ERROR, Fault.REFUSED)));
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.INCLUDE,
      names = {"RESET", "TRUNCATED"})
  void anAnswerBreaksAfterItWasDone(Fault fault) throws Exception {
    front.behave(Settings.clear().withFaults(1, FaultRule.of(fault, 1)));
    assertThrows(IOException.class, () -> get("/bucket/key"));
    assertThrows(
        IOException.class, () -> ask("PUT", "/bucket/key", BodyPublishers.ofByteArray(OBJECT)));

    assertTrue(done.stream().anyMatch(one -> one.startsWith("GET /bucket/key ")), done::toString);
    assertTrue(
        done.stream().anyMatch(one -> one.startsWith("PUT /bucket/key 300000 ")), done::toString);
    Exchange first = front.traffic().exchanges().getFirst();
    assertEquals(Optional.of(fault), first.fault());
    assertTrue(first.receivedBytes() < OBJECT.length);
  }

  @Test
  void aStalledAnswerIsLateAndRight() throws Exception {
    Duration stall = Duration.ofMillis(200);
    FaultRule rule = FaultRule.of(Fault.STALL, 1);
    front.behave(new Settings(1, List.of(rule), Duration.ZERO, stall));
    long begun = System.nanoTime();
    assertArrayEquals(OBJECT, get("/bucket/key").body());
    assertArrayEquals(OBJECT, get("/bucket?list-type=2").body());

    assertTrue(System.nanoTime() - begun >= 2 * stall.toNanos());
    assertEquals(Map.of(Fault.STALL, 2), front.traffic().faults());
  }

  @Test
  void oneByteOfAnObjectIsWrong() throws Exception {
    front.behave(Settings.clear().withFaults(1, FaultRule.of(Fault.WRONG_BYTES, 1)));
    byte[] wrong = get("/bucket/key").body();
    assertEquals(OBJECT.length, wrong.length);
    int different = 0;
    for (int i = 0; i < wrong.length; i++) {
      different += wrong[i] == OBJECT[i] ? 0 : 1;
    }
    assertEquals(1, different);
    assertArrayEquals(OBJECT, get("/bucket?list-type=2").body());
    assertEquals(Map.of(Fault.WRONG_BYTES, 1), front.traffic().faults());
  }

  @Test
  void aRuleIsForKeysThatBeginSo() throws Exception {
    front.behave(Settings.clear().withFaults(1, FaultRule.parse("internal-error=1@work/")));
    assertEquals(200, get("/bucket/data/key").statusCode());
    assertEquals(500, get("/bucket/work/key").statusCode());
  }

  @Test
  void theSameRequestsHaveTheSameFatesInAnyOrder() {
    List<S3Request> all = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      all.add(new S3Request(Kind.GET, "bucket", "key-" + i % 100, ""));
    }
    Settings settings = Settings.clear().withFaults(5, FaultRule.of(Fault.SLOW_DOWN, 0.2));
    front.behave(settings);
    List<String> first = fates(all);
    Collections.reverse(all);
    front.behave(settings);
    assertEquals(first, fates(all));
    assertTrue(first.size() > 150 && first.size() < 250, () -> first.size() + " of 1000");
    front.behave(settings.withFaults(6, FaultRule.of(Fault.SLOW_DOWN, 0.2)));
    assertFalse(first.equals(fates(all)));
  }

  /** The fates of requests, sorted. */
  private List<String> fates(List<S3Request> requests) {
    return requests.stream()
        .flatMap(request -> front.fate(request).stream().map(fate -> request + ": " + fate))
        .sorted()
        .toList();
  }

  @Test
  void eachRequestTakesTheLatencyLonger() throws Exception {
    front.behave(Settings.clear().withLatency(Duration.ofMillis(50)));
    get("/bucket/key");
    get("/bucket/key");
    for (Exchange exchange : front.traffic().exchanges()) {
      assertTrue(exchange.endedNanos() - exchange.begunNanos() >= 50_000_000);
    }
  }

  @Test
  void aRuleReadsAsItPrints() {
    for (String text : List.of("slow-down=0.5", "wrong-bytes=1.0@a/b")) {
      assertEquals(text, FaultRule.parse(text).toString());
    }
    assertThrows(IllegalArgumentException.class, () -> FaultRule.parse("fire=1"));
    assertThrows(IllegalArgumentException.class, () -> FaultRule.parse("stall=2"));
  }
}
