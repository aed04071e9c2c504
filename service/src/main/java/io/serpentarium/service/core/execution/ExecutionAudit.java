package io.serpentarium.service.core.execution;

import io.serpentarium.service.core.tenancy.Tenant;

/** Audits executions that have no request of their own: those of channels and terminals. */
@FunctionalInterface
public interface ExecutionAudit {

  /** A tenant runs something in a session. */
  void ran(Tenant tenant, String sessionId);
}
