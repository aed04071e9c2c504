package io.serpentarium.service.core.execution;

import io.serpentarium.service.core.tenancy.Tenant;

/** Hears of executions that no request of their own tells of: those of channels and terminals. */
@FunctionalInterface
public interface ExecutionAudit {

  /** A tenant runs something in a session. */
  void ran(Tenant tenant, String sessionId);
}
