package dev.dunlin.benchmarks;

import dev.dunlin.benchmarks.tpch.TpchData;
import dev.dunlin.core.config.Config;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.local.s3.S3Server;
import dev.dunlin.shuffle.s3.S3ObjectStore;
import dev.dunlin.shuffle.s3.S3Settings;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/**
 * The tables in an S3 server in a process of its own, which keeps them in a folder for the next
 * run.
 */
final class DataOnS3 implements AutoCloseable {
  private static final ObjectUri BUCKET = ObjectUri.parse("s3://" + S3Server.BUCKET);

  private final S3Server server;
  private final ObjectUri data;

  /**
   * Starts the server, and sends it the tables if it does not have them.
   *
   * @param folder the server's
   */
  DataOnS3(TpchData tables, Path folder) throws IOException {
    server = S3Server.start(folder);
    data = BUCKET.resolve(tables.folder().getFileName().toString());
    Config config = Config.DEFAULTS.with("s3.endpoint", server.endpoint().toString());
    try (ObjectStore store = new S3ObjectStore(() -> S3Settings.of(config))) {
      store.deleteFolder(BUCKET.resolve("work"));
      ObjectUri complete = data.resolve("_SUCCESS");
      if (store.list(complete).isEmpty()) {
        try (Stream<Path> files = Files.walk(tables.folder())) {
          for (Path file : files.filter(Files::isRegularFile).toList()) {
            Path copy = Files.createTempFile(folder, "upload", "");
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            String name = tables.folder().relativize(file).toString();
            store.put(data.resolve(name.replace(File.separatorChar, '/')), copy);
          }
        }
        store.put(complete, new byte[0]);
      }
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  ObjectUri data() {
    return data;
  }

  ObjectUri work() {
    return BUCKET.resolve("work");
  }

  URI server() {
    return server.endpoint();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
