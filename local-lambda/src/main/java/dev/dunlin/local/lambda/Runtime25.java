package dev.dunlin.local.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The managed runtime {@code java25}: AWS's Java runtime interface client on this JDK, started with
 * the flags and variables that AWS starts it with.
 */
final class Runtime25 {
  private static final String CLIENT = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

  /** A class of each jar that the client needs. */
  private static final List<String> PARTS =
      List.of(
          CLIENT,
          "com.amazonaws.services.lambda.runtime.RequestStreamHandler",
          "com.amazonaws.services.lambda.runtime.serialization.PojoSerializer",
          "software.amazon.awssdk.utilslite.SdkInternalThreadLocal",
          "software.amazon.awssdk.annotations.SdkProtectedApi");

  private static final String NATIVE_PATH =
      "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

  private final Path nativeLibrary;
  private final String classPath;

  /**
   * Unpacks the client's native library, once for all environments: the client itself would do so
   * to one path for all of them, over the one that another has loaded.
   *
   * @param folder where it is put
   */
  Runtime25(Path folder) throws IOException {
    nativeLibrary = folder.resolve("libaws-lambda-jni.so");
    String resource =
        switch (System.getProperty("os.arch")) {
          case "amd64" -> "/jni/libaws-lambda-jni.linux-x86_64.so";
          case "aarch64" -> "/jni/libaws-lambda-jni.linux-aarch_64.so";
          case String other ->
              throw new IOException("Lambda's runtime interface client does not run on " + other);
        };
    try (InputStream in = load(CLIENT).getResourceAsStream(resource)) {
      Files.copy(Objects.requireNonNull(in, resource), nativeLibrary);
    }
    classPath = PARTS.stream().map(Runtime25::jar).distinct().collect(Collectors.joining(":"));
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, Runtime25.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("The build has left out a part of the runtime", e);
    }
  }

  private static String jar(String className) {
    try {
      return Path.of(load(className).getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("The JVM's own address is none", e);
    }
  }

  /** How Lambda starts an environment. */
  enum Initialization {
    /** For an invocation that waits. */
    ON_DEMAND("on-demand"),
    /** For a snapshot, with the function's hooks before and after it. */
    SNAP_START("snap-start");

    private final String type;

    Initialization(String type) {
      this.type = type;
    }
  }

  /** The jars of the client. */
  String classPath() {
    return classPath;
  }

  /** Starts a runtime, which then asks the Runtime API for events. */
  Process start(FunctionSettings function, Initialization initialization, RuntimeApi api, Path tmp)
      throws IOException {
    long heapKb = function.memoryMb() * 1024L * 85 / 100;
    List<String> command = new ArrayList<>();
    function.wrapper().ifPresent(wrapper -> command.add(wrapper.toString()));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:MaxHeapSize=" + heapKb + "k",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:ActiveProcessorCount=" + function.processors(),
            "--enable-native-access=ALL-UNNAMED",
            "-Djava.io.tmpdir=" + tmp,
            "-Djava.net.preferIPv4Stack=true",
            "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac",
            "-D" + NATIVE_PATH + "=" + nativeLibrary,
            "-classpath",
            classPath,
            CLIENT,
            function.handler()));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(function.code().toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(variables(function, initialization, api));
    return builder.start();
  }

  private static Map<String, String> variables(
      FunctionSettings function, Initialization initialization, RuntimeApi api) {
    Map<String, String> variables = new TreeMap<>();
    variables.put("PATH", "/usr/local/bin:/usr/bin:/bin");
    variables.put("LANG", "en_US.UTF-8");
    variables.put("TZ", ":UTC");
    variables.put("AWS_REGION", LambdaServer.REGION);
    variables.put("AWS_DEFAULT_REGION", LambdaServer.REGION);
    variables.putAll(function.environment());
    variables.put("AWS_LAMBDA_RUNTIME_API", api.address());
    variables.put("AWS_LAMBDA_FUNCTION_NAME", function.name());
    variables.put("AWS_LAMBDA_FUNCTION_VERSION", LambdaServer.VERSION);
    variables.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(function.memoryMb()));
    variables.put("AWS_LAMBDA_INITIALIZATION_TYPE", initialization.type);
    variables.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + function.name());
    variables.put("AWS_LAMBDA_LOG_STREAM_NAME", "local");
    variables.put("AWS_EXECUTION_ENV", "AWS_Lambda_java25");
    variables.put("LAMBDA_TASK_ROOT", function.code().toString());
    variables.put("LAMBDA_RUNTIME_DIR", "/var/runtime");
    variables.put("_HANDLER", function.handler());
    return variables;
  }
}
