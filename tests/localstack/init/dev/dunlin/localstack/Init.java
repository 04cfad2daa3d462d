package dev.dunlin.localstack;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;

/**
 * The first process of a LocalStack function container, in place of LocalStack's own, which is not
 * in any package registry. It keeps the function's runtime running, and stands between the two
 * protocols: LocalStack's, which hands invocations over, and AWS's Runtime API, by which the
 * runtime asks for them.
 */
final class Init {
  private static final int LOCALSTACK_PORT = 9563;
  private static final int RUNTIME_API_PORT = 9001;

  private Init() {}

  public static void main(String[] args) throws IOException {
    Map<String, String> env = System.getenv();
    LocalStack localStack =
        new LocalStack(env.get("LOCALSTACK_RUNTIME_ENDPOINT"), env.get("LOCALSTACK_RUNTIME_ID"));
    FunctionLog log =
        new FunctionLog(
            env.getOrDefault("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
            env.getOrDefault("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"));
    Duration timeout =
        Duration.ofSeconds(Long.parseLong(env.getOrDefault("AWS_LAMBDA_FUNCTION_TIMEOUT", "900")));
    Environment environment =
        new Environment(localStack, log, timeout, "127.0.0.1:" + RUNTIME_API_PORT);

    HttpServer runtimeApi = server("127.0.0.1", RUNTIME_API_PORT);
    runtimeApi.createContext(RuntimeApi.PATH, new RuntimeApi(environment));
    runtimeApi.start();
    HttpServer invocations = server("0.0.0.0", LOCALSTACK_PORT);
    invocations.createContext("/invoke", environment::invoke);
    invocations.start();
    environment.startRuntime();
  }

  private static HttpServer server(String host, int port) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(host, port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    return server;
  }
}
