package dev.dunlin.tests.tpch;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.local.s3.S3Front;
import dev.dunlin.local.s3.S3Server;
import dev.dunlin.shuffle.s3.S3ObjectStore;
import dev.dunlin.shuffle.s3.S3Settings;
import dev.dunlin.tests.oracle.Dunlin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The TPC-H tables in an S3 server, with a front before it. Below scale 1 they are in memory, from
 * there on in a folder.
 */
final class TpchOnS3 implements AutoCloseable {
  private static final ObjectUri BUCKET = ObjectUri.parse("s3://" + S3Server.BUCKET);
  private static final ObjectUri DATA = BUCKET.resolve("data/");

  /** Keys of shuffles and results begin so. */
  static final String WORK = "work/";

  private final TpchTables tables;
  private final S3Server server;
  private final S3Front front;

  TpchOnS3(TpchTables tables, Path folder) throws IOException {
    this.tables = tables;
    server = tables.data().layout().scale() < 1 ? S3Server.start() : S3Server.start(folder);
    front = S3Front.open(server.endpoint(), 0, S3Front.Settings.clear());
    try (ObjectStore store = store()) {
      tables.upload(store, DATA);
    }
  }

  S3Front front() {
    return front;
  }

  /** What leads a session there, and its shuffles and results. */
  Map<String, String> settings() {
    return Map.of(
        "s3.endpoint", front.endpoint().toString(), "work.uri", BUCKET.resolve(WORK).toString());
  }

  /** What leads functions there. */
  Map<String, String> functionEnvironment() {
    Map<String, String> environment = new HashMap<>(server.environment());
    environment.put("AWS_ENDPOINT_URL_S3", front.endpoint().toString());
    return environment;
  }

  Map<String, String> settings(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(settings());
    all.putAll(more);
    return all;
  }

  /** Statements that give each table its name. */
  List<String> views() {
    return tables.views(DATA);
  }

  ObjectUri resolve(String key) {
    return BUCKET.resolve(key);
  }

  /** The server, without the front. */
  ObjectStore store() {
    Config config = Dunlin.config(Map.of("s3.endpoint", server.endpoint().toString()));
    return new S3ObjectStore(() -> S3Settings.of(config));
  }

  @Override
  public void close() throws IOException {
    front.close();
    server.close();
  }
}
