package io.serpentarium.service.cluster;

/**
 * A run of a node.
 *
 * @param id an id that is never reused
 * @param address the address at which others reach the node
 */
record Pod(String id, String address) {}
