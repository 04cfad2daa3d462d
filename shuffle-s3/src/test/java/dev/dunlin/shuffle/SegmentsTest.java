package dev.dunlin.shuffle;

import static dev.dunlin.shuffle.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.id.TaskId;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.Segment;
import dev.dunlin.shuffle.SegmentWriter.PartitionFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("requests")
final class SegmentsTest {
  private static final int PRODUCERS = 5;
  private static final int PARTITIONS = 12;

  @TempDir Path local;
  private final Random random = new Random(7);
  private final TreeMap<String, byte[]> contents = new TreeMap<>();

  /** Counts the requests that cost money on S3. */
  private static final class CountingStore extends ForwardingObjectStore {
    private final TreeMap<String, Integer> requests = new TreeMap<>();

    CountingStore(ObjectStore store) {
      super(store);
    }

    private synchronized void count(String request) {
      requests.merge(request, 1, Integer::sum);
    }

    @Override
    public ObjectStat stat(ObjectUri object) throws IOException {
      count("HEAD");
      return super.stat(object);
    }

    @Override
    public InputStream read(ObjectUri object, long offset, long length) throws IOException {
      count("GET");
      return super.read(object, offset, length);
    }

    @Override
    public ObjectStat put(ObjectUri object, byte[] content) throws IOException {
      count("PUT");
      return super.put(object, content);
    }

    @Override
    public ObjectStat put(ObjectUri object, Path content) throws IOException {
      count("PUT");
      return super.put(object, content);
    }

    @Override
    public List<ObjectStat> list(ObjectUri prefix) throws IOException {
      count("LIST");
      return super.list(prefix);
    }
  }

  private List<Segment> write(ObjectStore store, ObjectUri root) throws IOException {
    List<Segment> all = new ArrayList<>();
    for (int task = 0; task < PRODUCERS; task++) {
      TaskId producer = TaskId.parse("j-test/s3/t" + task);
      SegmentWriter writer = new SegmentWriter(store, producer, root.resolve(producer + "/a0"));
      Path folder = Files.createDirectories(writer.folder().orElse(local));
      List<PartitionFile> files = new ArrayList<>();
      for (int partition = 0; partition < PARTITIONS; partition++) {
        if (partition % 5 == task) {
          continue; // Not every producer has rows for every partition.
        }
        byte[] content = new byte[1 + random.nextInt(5000)];
        random.nextBytes(content);
        contents.put(task + "/" + partition, content);
        Path file = Files.createTempFile(folder, "part", ".parquet");
        files.add(new PartitionFile(partition, Files.write(file, content), content.length));
      }
      Collections.shuffle(files, random);
      List<Segment> segments = writer.write(files);
      assertEquals(
          segments.stream().map(Segment::partition).sorted().toList(),
          segments.stream().map(Segment::partition).toList());
      all.addAll(segments);
      for (PartitionFile file : files) {
        assertEquals(writer.folder().isPresent(), Files.exists(file.file()), "a copy is left");
      }
    }
    return all;
  }

  private void checkFetched(ObjectStore store, List<Segment> segments) throws IOException {
    Path copies = Files.createTempDirectory(local, "copies");
    List<Path> files = new SegmentReader(store).fetch(segments, copies);
    assertEquals(segments.size(), files.size());
    for (int i = 0; i < files.size(); i++) {
      Segment segment = segments.get(i);
      String task = segment.producer().substring(segment.producer().indexOf('t') + 1);
      assertArrayEquals(
          contents.get(task + "/" + segment.partition()), Files.readAllBytes(files.get(i)));
    }
  }

  private static List<Segment> ofPartitions(List<Segment> segments, int from, int to) {
    return segments.stream().filter(s -> s.partition() >= from && s.partition() < to).toList();
  }

  @Test
  void onAnObjectStoreAnAttemptIsOnePutAndAConsumerOneGetPerProducer() throws IOException {
    CountingStore store = new CountingStore(new MemoryObjectStore());
    List<Segment> segments = write(store, ObjectUri.parse("memory://b/work"));
    assertEquals(new TreeMap<>(Map.of("PUT", PRODUCERS)), store.requests);

    store.requests.clear();
    int consumers = 4;
    int each = PARTITIONS / consumers;
    for (int consumer = 0; consumer < consumers; consumer++) {
      List<Segment> mine =
          new ArrayList<>(ofPartitions(segments, consumer * each, (consumer + 1) * each));
      Collections.shuffle(mine, random);
      checkFetched(store, mine);
    }
    assertEquals(new TreeMap<>(Map.of("GET", PRODUCERS * consumers)), store.requests);
  }

  @Test
  void onFilesSegmentsAreReadWhereTheyAre() throws IOException {
    CountingStore store = new CountingStore(new FileObjectStore());
    List<Segment> segments = write(store, ObjectUri.file(local.resolve("work")));
    Path copies = Files.createTempDirectory(local, "copies");

    List<Path> files = new SegmentReader(store).fetch(segments, copies);

    assertEquals(segments.stream().map(s -> s.object().path()).toList(), files);
    assertEquals(0, copies.toFile().list().length);
    checkFetched(store, segments);
    assertEquals(new TreeMap<>(), store.requests);
  }

  @Test
  void severalFilesOfOnePartitionAreSeveralSegments() throws IOException {
    for (ObjectStore store : List.of(new FileObjectStore(), new MemoryObjectStore())) {
      ObjectUri root =
          store instanceof MemoryObjectStore
              ? ObjectUri.parse("memory://b/x")
              : ObjectUri.file(local.resolve("x"));
      SegmentWriter writer = new SegmentWriter(store, TaskId.parse("j-test/s0/t0"), root);
      Path folder = Files.createDirectories(writer.folder().orElse(local));
      List<PartitionFile> files = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Path file = Files.write(folder.resolve("f" + i), new byte[] {(byte) i});
        files.add(new PartitionFile(i / 2, file, 1));
      }
      List<Segment> segments = writer.write(files);
      assertEquals(List.of(0, 0, 1), segments.stream().map(Segment::partition).toList());
      List<Path> fetched =
          new SegmentReader(store).fetch(segments, Files.createTempDirectory(local, "c"));
      for (int i = 0; i < 3; i++) {
        assertArrayEquals(new byte[] {(byte) i}, Files.readAllBytes(fetched.get(i)));
      }
    }
  }

  @Test
  void anAttemptWithoutRowsWritesNothing() throws IOException {
    CountingStore store = new CountingStore(new MemoryObjectStore());
    List<Segment> none =
        new SegmentWriter(store, TaskId.parse("j-test/s0/t0"), ObjectUri.parse("memory://b/x"))
            .write(List.of());

    assertEquals(List.of(), none);
    assertEquals(new TreeMap<>(), store.requests);
  }

  @Test
  void whatAnAttemptHasWrittenCanBeDiscarded() throws IOException {
    for (ObjectStore store : List.of(new FileObjectStore(), new MemoryObjectStore())) {
      ObjectUri root =
          store instanceof MemoryObjectStore
              ? ObjectUri.parse("memory://b/x")
              : ObjectUri.file(local.resolve("x"));
      write(store, root);
      int objects = store.list(root.resolve("")).size();
      TaskId producer = TaskId.parse("j-test/s3/t1");
      ObjectUri prefix = root.resolve(producer + "/a0");
      int ofProducer = store.list(prefix.resolve("")).size();
      assertTrue(ofProducer > 0);

      SegmentWriter writer = new SegmentWriter(store, producer, prefix);
      writer.discard();
      writer.discard();

      assertEquals(List.of(), store.list(prefix.resolve("")));
      assertEquals(objects - ofProducer, store.list(root.resolve("")).size());
    }
  }

  @Test
  void aMissingShortOrAlteredSegmentIsLost() throws IOException {
    for (ObjectStore store : List.of(new FileObjectStore(), new MemoryObjectStore())) {
      ObjectUri root =
          store instanceof MemoryObjectStore
              ? ObjectUri.parse("memory://b/work")
              : ObjectUri.file(local.resolve("work"));
      List<Segment> segments = write(store, root);
      Segment victim = segments.getLast();
      byte[] content;
      try (InputStream in = store.read(victim.object(), 0, Long.MAX_VALUE)) {
        content = in.readAllBytes();
      }

      byte[] altered = content.clone();
      altered[altered.length - 1] ^= 1;
      store.put(victim.object(), altered);
      assertLost(store, segments, victim, "checksum");

      store.put(victim.object(), Arrays.copyOf(content, content.length - 1));
      assertLost(
          store,
          segments,
          victim,
          "got %d of %d bytes".formatted(victim.lengthBytes() - 1, victim.lengthBytes()));

      store.delete(List.of(victim.object()));
      List<Segment> ofVictim =
          segments.stream().filter(s -> s.object().equals(victim.object())).toList();
      assertLost(store, segments, ofVictim.getFirst(), "there is no such object");

      store.put(victim.object(), content);
      checkFetched(store, segments);
    }
  }

  @Test
  void bytesThatChangedOnTheirWayAreAskedForAgain() throws IOException {
    ObjectStore memory = new MemoryObjectStore();
    List<Segment> segments = write(memory, ObjectUri.parse("memory://b/work"));
    AtomicInteger reads = new AtomicInteger();
    Set<ObjectUri> seen = ConcurrentHashMap.newKeySet();
    checkFetched(
        new ForwardingObjectStore(memory) {
          @Override
          public InputStream read(ObjectUri object, long offset, long length) throws IOException {
            byte[] content;
            try (InputStream in = super.read(object, offset, length)) {
              content = in.readAllBytes();
            }
            reads.incrementAndGet();
            if (seen.add(object)) {
              content[content.length / 2] ^= 1;
            }
            return new ByteArrayInputStream(content);
          }
        },
        segments);
    assertEquals(2 * PRODUCERS, reads.get());
  }

  private void assertLost(ObjectStore store, List<Segment> segments, Segment victim, String reason)
      throws IOException {
    Path copies = Files.createTempDirectory(local, "copies");
    SegmentLostException e =
        assertThrows(
            SegmentLostException.class, () -> new SegmentReader(store).fetch(segments, copies));
    assertEquals(victim, e.segment());
    assertSays(e, reason, victim.object(), victim.producer(), "partition " + victim.partition());
  }
}
