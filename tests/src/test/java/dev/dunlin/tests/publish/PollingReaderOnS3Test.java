package dev.dunlin.tests.publish;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.local.s3.S3Server;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
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
  private EmbeddedDuckDb duckdb;

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
    duckdb = new EmbeddedDuckDb(EmbeddedDuckDb.Reach.FILES);
  }

  @AfterEach
  void close() {
    duckdb.close();
    store.close();
  }

  @Override
  OutputReader reader() {
    return OutputReader.dunlin(store, place.target(), duckdb);
  }

  @Override
  ObjectUri target() {
    return place.target();
  }

  @Override
  Config config() {
    return place.config(folder.resolve("work"));
  }

  /** Dunlin never finds anything but nothing or one whole version. */
  @Override
  void check(Look look, String options) {
    int unused = Versions.version(look, options);
  }
}
