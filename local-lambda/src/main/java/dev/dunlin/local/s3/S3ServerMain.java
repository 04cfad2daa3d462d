package dev.dunlin.local.s3;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.List;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/**
 * S3Proxy's process: prints the port that it listens on, and ends when its standard input does, so
 * it cannot outlive whoever started it.
 */
final class S3ServerMain {
  private S3ServerMain() {}

  /**
   * Arguments: the bucket to make, and the folder that objects are in; without one they are in
   * memory.
   */
  public static void main(String[] args) throws Exception {
    List<String> arguments = List.of(args);
    BlobStore store =
        arguments.size() > 1
            ? new FilesystemNio2BlobStore(arguments.get(1))
            : new TransientNio2BlobStore();
    if (!store.containerExists(arguments.getFirst())) {
      store.createContainer(arguments.getFirst());
    }
    S3Proxy server =
        S3Proxy.builder()
            .blobStore(new PrivateBlobStore(store))
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, S3Server.KEY, S3Server.SECRET)
            .build();
    server.start();
    System.out.println(server.getPort());
    endWithInput();
  }

  private static void endWithInput() {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      System.err.println("Standard input broke: " + e);
    }
    Runtime.getRuntime().halt(0);
  }
}
