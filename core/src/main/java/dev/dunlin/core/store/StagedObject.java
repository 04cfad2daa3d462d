package dev.dunlin.core.store;

/**
 * An output object that is complete and cannot be seen yet.
 *
 * @param target the address it will have
 * @param lengthBytes its length
 * @param token what the store needs to publish or discard it: a hidden file's name, or a multipart
 *     upload and its parts
 */
public record StagedObject(ObjectUri target, long lengthBytes, String token) {}
