package io.serpentarium.service.core.admission;

/** A tenant has used up a quota. */
public final class QuotaExceededException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Allowance allowance;

  public QuotaExceededException(Allowance allowance) {
    super("quota " + allowance.quota().wireName() + " is used up", null, false, false);
    this.allowance = allowance;
  }

  /** How the quota stands. */
  public Allowance allowance() {
    return allowance;
  }
}
