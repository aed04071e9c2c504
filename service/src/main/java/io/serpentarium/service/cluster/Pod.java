package io.serpentarium.service.cluster;

/**
 * One run of a node.
 *
 * @param id never used again
 * @param address at which others reach it
 */
record Pod(String id, String address) {}
