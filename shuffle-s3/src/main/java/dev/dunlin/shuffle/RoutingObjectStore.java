package dev.dunlin.shuffle;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.RequestCounts;
import dev.dunlin.core.store.StagedObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Hands each request to the store of its address's scheme. As thread-safe as those stores are. */
public final class RoutingObjectStore implements ObjectStore {
  private final Map<String, Supplier<ObjectStore>> openers = new TreeMap<>();
  private final Map<String, ObjectStore> stores = new ConcurrentSkipListMap<>();

  private RoutingObjectStore() {}

  /**
   * A store over others.
   *
   * @param stores by scheme; closed with this one
   */
  public RoutingObjectStore(Map<String, ObjectStore> stores) {
    this.stores.putAll(stores);
    stores.forEach((scheme, store) -> openers.put(scheme, () -> store));
  }

  /**
   * A store over others, each of which is opened with the first request to it.
   *
   * @param openers by scheme
   */
  public static RoutingObjectStore opening(Map<String, Supplier<ObjectStore>> openers) {
    RoutingObjectStore store = new RoutingObjectStore();
    store.openers.putAll(openers);
    return store;
  }

  private ObjectStore of(ObjectUri address) {
    return open(address.scheme())
        .orElseThrow(
            () ->
                new UserErrorException(
                    "Cannot use %s: there is no store for %s://, only for %s"
                        .formatted(
                            address,
                            address.scheme(),
                            openers.keySet().stream()
                                .map(scheme -> scheme + "://")
                                .collect(Collectors.joining(", ")))));
  }

  private Optional<ObjectStore> open(String scheme) {
    ObjectStore open = stores.get(scheme);
    Supplier<ObjectStore> opener = openers.get(scheme);
    if (open != null || opener == null) {
      return Optional.ofNullable(open);
    }
    synchronized (openers) {
      return Optional.of(stores.computeIfAbsent(scheme, _ -> opener.get()));
    }
  }

  @Override
  public ObjectStat stat(ObjectUri object) throws IOException {
    return of(object).stat(object);
  }

  @Override
  public InputStream read(ObjectUri object, long offset, long length) throws IOException {
    return of(object).read(object, offset, length);
  }

  @Override
  public InputStream read(ObjectStat version, long offset, long length) throws IOException {
    return of(version.uri()).read(version, offset, length);
  }

  @Override
  public ObjectStat put(ObjectUri object, byte[] content) throws IOException {
    return of(object).put(object, content);
  }

  @Override
  public ObjectStat put(ObjectUri object, Path content) throws IOException {
    return of(object).put(object, content);
  }

  @Override
  public ObjectStat putIfAbsent(ObjectUri object, byte[] content) throws IOException {
    return of(object).putIfAbsent(object, content);
  }

  @Override
  public List<ObjectStat> list(ObjectUri prefix) throws IOException {
    return of(prefix).list(prefix);
  }

  @Override
  public Children children(ObjectUri folder) throws IOException {
    return of(folder).children(folder);
  }

  @Override
  public void delete(Collection<ObjectUri> objects) throws IOException {
    Map<String, List<ObjectUri>> byScheme = new TreeMap<>();
    for (ObjectUri object : objects) {
      byScheme.computeIfAbsent(object.scheme(), _ -> new ArrayList<>()).add(object);
    }
    for (List<ObjectUri> group : byScheme.values()) {
      of(group.getFirst()).delete(group);
    }
  }

  @Override
  public void deleteFolder(ObjectUri folder) throws IOException {
    of(folder).deleteFolder(folder);
  }

  @Override
  public Optional<Path> localPath(ObjectUri object) {
    return of(object).localPath(object);
  }

  @Override
  public StagedObject stage(Path content, ObjectUri folder, String name, String job)
      throws IOException {
    return of(folder).stage(content, folder, name, job);
  }

  @Override
  public void publish(ObjectUri folder, List<StagedObject> objects, String job, Replace replace)
      throws IOException {
    of(folder).publish(folder, objects, job, replace);
  }

  @Override
  public void discard(ObjectUri folder, List<StagedObject> objects, String job) throws IOException {
    of(folder).discard(folder, objects, job);
  }

  @Override
  public void recover(ObjectUri folder, String job) throws IOException {
    of(folder).recover(folder, job);
  }

  @Override
  public ObjectStore metered(RequestCounts counts) {
    Map<String, Supplier<ObjectStore>> views = new TreeMap<>();
    openers
        .keySet()
        .forEach(scheme -> views.put(scheme, () -> open(scheme).orElseThrow().metered(counts)));
    return opening(views);
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (ObjectStore store : stores.values()) {
      try {
        store.close();
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
