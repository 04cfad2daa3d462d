package dev.dunlin.shuffle.s3;

import dev.dunlin.core.store.RequestCounts.Kind;

/** A request to S3: what it counts as, the right it needs, and what it does in words. */
enum S3Operation {
  STAT(Kind.HEAD, "s3:GetObject", "look at"),
  STAT_BUCKET(Kind.HEAD, "s3:ListBucket", "look at the bucket of"),
  READ(Kind.GET, "s3:GetObject", "read"),
  WRITE(Kind.PUT, "s3:PutObject", "write"),
  WRITE_PART(Kind.PUT, "s3:PutObject", "write a part of"),
  BEGIN_UPLOAD(Kind.POST, "s3:PutObject", "begin to write"),
  COMPLETE_UPLOAD(Kind.POST, "s3:PutObject", "complete"),
  ABORT_UPLOAD(Kind.DELETE, "s3:AbortMultipartUpload", "abort the upload of"),
  LIST(Kind.LIST, "s3:ListBucket", "list"),
  LIST_UPLOADS(Kind.LIST, "s3:ListBucketMultipartUploads", "list the uploads below"),
  LIST_PARTS(Kind.LIST, "s3:ListMultipartUploadParts", "list the parts of"),
  DELETE(Kind.DELETE, "s3:DeleteObject", "delete");

  private final Kind kind;
  private final String right;
  private final String verb;

  S3Operation(Kind kind, String right, String verb) {
    this.kind = kind;
    this.right = right;
    this.verb = verb;
  }

  Kind kind() {
    return kind;
  }

  /** The action that a policy must allow. */
  String right() {
    return right;
  }

  /** Whether that action is on the bucket, and not on an object in it. */
  boolean isOnBucket() {
    return this == STAT_BUCKET || this == LIST || this == LIST_UPLOADS;
  }

  String verb() {
    return verb;
  }
}
