package dev.dunlin.local.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dunlin.local.lambda.Runtime25.Initialization;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The AOT cache of a function (JEP 483): its classes as the JVM has read and linked them, for this
 * JVM and these jars alone. It is made by a training run, which goes as far as SnapStart's snapshot
 * would: the handler is made, its hooks are called, and the JVM ends.
 */
public final class AotCache {
  /** The package's wrapper, and the variable by which it is told the JVM's option. */
  private static final String START = FunctionSettings.ROOT + "start";

  private static final String OPTION = "DUNLIN_AOT";
  private static final int TRAINING_SECONDS = 120;

  private AotCache() {}

  /**
   * The function with its cache, which is made if there is none. Caches are kept in the folder
   * {@code aot} beside the package.
   *
   * @param making is run before it is made, which takes some seconds
   * @throws IOException if it cannot be made
   */
  public static FunctionSettings use(FunctionSettings function, Runnable making)
      throws IOException {
    Path folder = Files.createDirectories(function.code().resolveSibling("aot").toAbsolutePath());
    Path work = Files.createTempDirectory(folder, "training-");
    try {
      Runtime25 runtime = new Runtime25(work);
      Path cache = folder.resolve(key(function, runtime) + ".aot");
      FunctionSettings wrapped = function.with(FunctionSettings.WRAPPER, START);
      if (!Files.exists(cache)) {
        making.run();
        Path made = work.resolve("cache.aot");
        train(wrapped.with(OPTION, "-XX:AOTCacheOutput=" + made), runtime, work);
        Files.move(made, cache, StandardCopyOption.ATOMIC_MOVE);
        removeOlder(folder, Files.getLastModifiedTime(function.code().resolve("lib")));
      }
      return wrapped.with(OPTION, "-XX:AOTCache=" + cache);
    } finally {
      Environment.delete(work);
    }
  }

  private static void train(FunctionSettings function, Runtime25 runtime, Path work)
      throws IOException {
    Path log = work.resolve("log");
    try (RuntimeApi api = RuntimeApi.open(function)) {
      Process process = runtime.start(function, Initialization.SNAP_START, api, work);
      try (EnvironmentLog lines = new EnvironmentLog(log)) {
        Thread reader = Thread.ofVirtual().start(() -> lines.follow(process.inputReader()));
        var ready = api.ready().get(TRAINING_SECONDS, TimeUnit.SECONDS);
        process.toHandle().destroy(); // By a signal that lets the JVM write what it has learnt.
        boolean ended = process.waitFor(TRAINING_SECONDS, TimeUnit.SECONDS);
        reader.join();
        if (ready.isPresent() || !ended || !Files.exists(work.resolve("cache.aot"))) {
          throw new IOException("it wrote: " + Files.readString(log));
        }
      } catch (TimeoutException | ExecutionException | InterruptedException e) {
        throw new IOException("it was not ready after %d s".formatted(TRAINING_SECONDS), e);
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new IOException(
          "Cannot make an AOT cache of %s in a training run: %s"
              .formatted(function.code(), e.getMessage()),
          e);
    }
  }

  /** What the JVM asks of a cache's class path: the same files, of the same size and time. */
  private static String key(FunctionSettings function, Runtime25 runtime) throws IOException {
    List<Path> jars = new ArrayList<>();
    try (Stream<Path> files = Files.list(function.code().resolve("lib"))) {
      jars.addAll(files.sorted().toList());
    }
    for (String jar : runtime.classPath().split(File.pathSeparator, -1)) {
      jars.add(Path.of(jar));
    }
    StringBuilder all = new StringBuilder(System.getProperty("java.vm.version"));
    for (Path jar : jars) {
      all.append('\n').append(jar).append(' ').append(Files.size(jar));
      all.append(' ').append(Files.getLastModifiedTime(jar).toMillis());
    }
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(all.toString().getBytes(UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has it", e);
    }
  }

  /** Caches that were made before the package was serve nobody. */
  private static void removeOlder(Path folder, FileTime made) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".aot")).toList()) {
        if (Files.getLastModifiedTime(file).compareTo(made) < 0) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
