package dev.dunlin.local.s3;

import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;

/**
 * A store in which nothing is public. S3Proxy answers requests without a signature for what is, and
 * takes folders and files that others of the machine may read, as most are, for public.
 */
final class PrivateBlobStore extends ForwardingBlobStore {
  PrivateBlobStore(BlobStore store) {
    super(store);
  }

  @Override
  public BucketCannedACL getContainerAccess(String container) {
    return BucketCannedACL.PRIVATE;
  }

  @Override
  public ObjectCannedACL getBlobAccess(String container, String name) {
    return ObjectCannedACL.PRIVATE;
  }

  @Override
  public ObjectCannedACL getBlobAccess(String container, String name, String version) {
    return ObjectCannedACL.PRIVATE;
  }
}
