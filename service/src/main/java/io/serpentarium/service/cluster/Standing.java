package io.serpentarium.service.cluster;

/**
 * What this pod may take from others.
 *
 * @param fromDead whether sessions of pods whose lease has run out, too
 * @param since when it lives without a gap, in milliseconds as Redis counts them
 * @param until when Redis may do what it is asked now, likewise: nobody waits for it later
 */
record Standing(boolean fromDead, long since, long until) {}
