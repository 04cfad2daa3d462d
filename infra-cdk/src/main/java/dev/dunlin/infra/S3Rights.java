package dev.dunlin.infra;

import static dev.dunlin.infra.Conditions.valueIf;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.services.s3.Bucket;

/**
 * What tasks do in S3, as statements of a policy: of the functions' roles, and of the endpoint by
 * which tasks in a network reach S3. They read and write the bucket's work and data, and read and
 * write the objects that were named when the stack was deployed. They delete nothing, and list
 * nothing: the driver plans, publishes and removes, with its user's own rights.
 *
 * @param ofAll what each statement has beside what it allows
 */
record S3Rights(Parameters parameters, Storage storage, Map<String, Object> ofAll) {
  private static final String READ = "s3:GetObject";
  private static final List<String> WRITE = List.of("s3:PutObject", "s3:AbortMultipartUpload");

  /** The statements. */
  List<Object> statements() {
    Bucket bucket = storage.bucket();
    List<String> keys = List.of(Storage.WORK + "*", Storage.DATA + "*");
    List<String> own = keys.stream().map(bucket::arnForObjects).toList();
    return List.of(
        allow("Own", List.of(READ, WRITE.getFirst(), WRITE.getLast()), own, Map.of()),
        // To one who may not list, S3 says of a missing object that it is forbidden, and a segment
        // that is lost must be told from that. The reading of an object has no prefix, hence the
        // "if exists". A listing without one passes too, and shows the names of packages/.
        allow(
            "OwnMissing",
            List.of("s3:ListBucket"),
            bucket.getBucketArn(),
            Map.of(
                "Condition",
                Properties.of("StringLikeIfExists", Properties.of("s3:prefix", keys)))),
        valueIf(parameters.reads(), allow("Read", List.of(READ), parameters.readable(), Map.of())),
        valueIf(parameters.writes(), allow("Write", WRITE, parameters.writable(), Map.of())));
  }

  private Map<String, Object> allow(
      String id, List<String> actions, Object resources, Map<String, Object> more) {
    Map<String, Object> statement = new LinkedHashMap<>(Rights.allow(id, actions, resources));
    statement.putAll(ofAll);
    statement.putAll(more);
    return statement;
  }
}
