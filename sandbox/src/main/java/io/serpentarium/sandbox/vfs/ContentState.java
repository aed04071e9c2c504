package io.serpentarium.sandbox.vfs;

/**
 * The content of a file at one moment, shared by live files and other states. The code that made or
 * retained a state releases it, once.
 *
 * @param chunks the chunks, of which this is an owner
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
