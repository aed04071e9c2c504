package io.serpentarium.sandbox.vfs;

/**
 * The content of a file as it was at one moment, which live files and other states share. Whoever
 * made it or retained it releases it, once.
 *
 * @param chunks of which it is an owner
 * @param size bytes, holes included
 */
record ContentState(ChunkTable chunks, long size) {

  void retain() {
    chunks.retain();
  }

  void release() {
    chunks.release();
  }
}
