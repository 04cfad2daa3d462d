package dev.dunlin.tests.publish;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.local.s3.S3Server;
import dev.dunlin.shuffle.s3.S3ObjectStore;
import dev.dunlin.tests.publish.OutputReader.Look;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

@Tag("chaos")
final class PollingReaderOnS3Test extends PollingReader {
  private static S3Server server;
  private S3Place place;
  private S3ObjectStore store;

  @BeforeAll
  static void start() throws IOException {
    server = S3Server.start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @BeforeEach
  void open() {
    place = S3Place.on(server);
    store = place.open();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  ObjectStore store() {
    return store;
  }

  @Override
  ObjectUri target() {
    return place.target();
  }

  @Override
  Config config() {
    return place.config(folder.resolve("work"));
  }

  /** Without {@code _SUCCESS} there may be anything; with it, one whole version. */
  @Override
  void check(Look look, String options) {
    if (!look.job().isEmpty()) {
      int unused = Versions.version(look, options);
    }
  }
}
