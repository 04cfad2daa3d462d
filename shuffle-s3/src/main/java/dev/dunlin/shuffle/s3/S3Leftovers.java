package dev.dunlin.shuffle.s3;

import dev.dunlin.core.id.JobId;
import dev.dunlin.core.output.OutputClaim.State;
import dev.dunlin.core.store.InParallel;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.shuffle.Leftover;
import dev.dunlin.shuffle.Leftover.Kind;
import dev.dunlin.shuffle.Leftovers;
import dev.dunlin.shuffle.WorkObjects;
import dev.dunlin.shuffle.s3.S3Claims.Held;
import dev.dunlin.shuffle.s3.UnfinishedUploads.Parts;
import dev.dunlin.shuffle.s3.UnfinishedUploads.Unfinished;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What jobs have left in S3: unfinished uploads that bear a job's mark, claims, and segments. */
final class S3Leftovers implements Leftovers {
  private static final int AT_A_TIME = 16;

  /** A job's id, as in {@code part-00007-j-7f3a09c2-a0.parquet}. */
  private static final Pattern JOB = Pattern.compile("(?<![0-9a-z])j-[0-9a-z]{4,32}");

  private final S3ObjectStore store;
  private final MultipartUploads uploads;
  private final UnfinishedUploads unfinished;
  private final S3Outputs outputs;
  private final Supplier<S3Calls> calls;

  S3Leftovers(
      S3ObjectStore store,
      MultipartUploads uploads,
      UnfinishedUploads unfinished,
      S3Outputs outputs,
      Supplier<S3Calls> calls) {
    this.store = store;
    this.uploads = uploads;
    this.unfinished = unfinished;
    this.outputs = outputs;
    this.calls = calls;
  }

  @Override
  public List<Leftover> ofOutput(ObjectUri folder, Collection<String> jobs) throws IOException {
    BucketNames.check(folder);
    List<Leftover> found = new ArrayList<>(claims(folder));
    InParallel.map(unfinished.below(folder), AT_A_TIME, upload -> ofUpload(upload, jobs))
        .forEach(found::addAll);
    return found;
  }

  private List<Leftover> ofUpload(Unfinished upload, Collection<String> jobs) throws IOException {
    Parts parts = unfinished.parts(upload);
    if (parts.mark() == 0) {
      return List.of(); // Not of a job of ours.
    }
    Matcher named = JOB.matcher(upload.object().name());
    String job =
        Stream.concat(named.results().map(match -> match.group()), jobs.stream())
            .filter(id -> UnfinishedUploads.markBytes(id) == parts.mark())
            .findFirst()
            .orElse("");
    return List.of(
        new Leftover(
            Kind.UPLOAD, upload.object(), job, upload.begun(), parts.bytes(), upload.id()));
  }

  /** Claims on a folder and on those directly in it. */
  private List<Leftover> claims(ObjectUri folder) throws IOException {
    List<ObjectUri> folders = new ArrayList<>(List.of(folder));
    folders.addAll(store.children(folder).folders());
    List<Leftover> found = new ArrayList<>();
    InParallel.map(folders, AT_A_TIME, this::claim).forEach(found::addAll);
    return found;
  }

  private List<Leftover> claim(ObjectUri folder) throws IOException {
    Optional<Held> held = outputs.claim(folder);
    if (held.isEmpty()) {
      return List.of();
    }
    ObjectStat stat = held.get().stat();
    Kind kind = held.get().claim().state() == State.DECIDED ? Kind.COMMIT : Kind.CLAIM;
    return list(stat.uri()).stream()
        .filter(object -> object.key().equals(stat.uri().key()))
        .map(
            object ->
                new Leftover(
                    kind,
                    stat.uri(),
                    held.get().claim().job(),
                    object.lastModified(),
                    object.size(),
                    ""))
        .toList();
  }

  private static ObjectUri at(ObjectUri bucket, String key) {
    return new ObjectUri(bucket.scheme(), bucket.bucket(), key);
  }

  @Override
  public List<Leftover> ofWork(ObjectUri work) throws IOException {
    BucketNames.check(work);
    ObjectUri prefix = work.resolve("");
    TreeMap<String, Leftover> found = new TreeMap<>();
    for (S3Object object : list(at(prefix, prefix.key() + "j-"))) {
      String rest = object.key().substring(prefix.key().length());
      Optional<JobId> writer = WorkObjects.job(rest);
      if (writer.isEmpty()) {
        continue;
      }
      String job = writer.get().text();
      Leftover one =
          new Leftover(
              Kind.WORK, prefix.resolve(job + "/"), job, object.lastModified(), object.size(), "");
      found.merge(job, one, S3Leftovers::sum);
    }
    return List.copyOf(found.values());
  }

  private static Leftover sum(Leftover one, Leftover other) {
    Instant newest = one.touched().isAfter(other.touched()) ? one.touched() : other.touched();
    return new Leftover(
        one.kind(), one.place(), one.job(), newest, one.bytes() + other.bytes(), one.token());
  }

  private List<S3Object> list(ObjectUri prefix) throws IOException {
    List<S3Object> objects = new ArrayList<>();
    String token = null;
    do {
      String next = token;
      ListObjectsV2Response page =
          calls
              .get()
              .call(
                  S3Operation.LIST,
                  prefix,
                  client ->
                      client.listObjectsV2(
                          r ->
                              r.bucket(prefix.bucket())
                                  .prefix(prefix.key())
                                  .encodingType(EncodingType.URL)
                                  .continuationToken(next)));
      objects.addAll(page.contents());
      token = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
    } while (token != null);
    return objects;
  }

  @Override
  public void remove(Leftover leftover) throws IOException {
    switch (leftover.kind()) {
      case UPLOAD -> uploads.abort(leftover.place(), leftover.token());
      // Nothing is done where another job has it by now.
      case CLAIM, COMMIT -> outputs.recover(folderOf(leftover.place()), leftover.job());
      case WORK -> WorkObjects.delete(store, leftover.place());
      case STAGED, REPLACED, TEMPORARY ->
          throw new IllegalArgumentException("There is no such thing in S3: " + leftover);
    }
  }

  private static ObjectUri folderOf(ObjectUri claim) {
    return at(claim, claim.key().substring(0, claim.key().lastIndexOf('/') + 1));
  }
}
