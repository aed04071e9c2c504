package io.serpentarium.service.cluster;

/**
 * Which sessions of others this pod may take.
 *
 * @param fromDead whether sessions of pods whose lease has run out, too
 * @param since when it lives without a gap, in milliseconds as Redis counts them
 * @param until when Redis may do what it is asked now, in the same milliseconds: nobody waits
 *     longer
 */
record TakeRights(boolean fromDead, long since, long until) {}
