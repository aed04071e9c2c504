package io.serpentarium.service.confinement;

/** Whether the process confines itself. */
public enum ConfinementMode {
  /** Where the system can do it; elsewhere the log warns. */
  AUTO,
  /** Or it does not start. */
  REQUIRED,
  /** Not at all. */
  OFF
}
