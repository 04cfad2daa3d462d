package dev.dunlin.tests.publish;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.config.ConfigKeys.PathStyle;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.local.s3.S3Server;
import dev.dunlin.shuffle.s3.S3ObjectStore;
import dev.dunlin.shuffle.s3.S3Settings;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A prefix of a test's own on an S3 server. */
record S3Place(S3Server server, ObjectUri root) {
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  static S3Place on(S3Server server) {
    String root = "s3://%s/place-%d".formatted(S3Server.BUCKET, NUMBERS.incrementAndGet());
    return new S3Place(server, ObjectUri.parse(root));
  }

  ObjectUri target() {
    return root.resolve("outputs/out");
  }

  S3ObjectStore open() {
    return new S3ObjectStore(
        () -> new S3Settings(S3Server.REGION, server.endpoint().toString(), PathStyle.AUTO, ""));
  }

  Config config(Path work) {
    return Config.DEFAULTS
        .with("work.uri", work.toString())
        .with("s3.endpoint", server.endpoint().toString())
        .with("s3.region", S3Server.REGION);
  }
}
