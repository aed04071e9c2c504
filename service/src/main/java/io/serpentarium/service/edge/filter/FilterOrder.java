package io.serpentarium.service.edge.filter;

/** The order of the filters that may refuse requests or send them elsewhere. */
public final class FilterOrder {

  /** Completes the headers of every answer. */
  public static final int HEADERS = -20;

  /** Ends connections while the node stops, whatever is answered. */
  public static final int CONNECTION = -10;

  /** Refuses foreign pages, before all that costs anything. */
  public static final int ORIGIN = 0;

  /** Identifies the requests of other nodes, and their callers. */
  public static final int PEER = 2;

  /** Refuses callers without good credentials before another node is asked anything for them. */
  public static final int CALLER = 3;

  /** Sends requests to the node that has their session. */
  public static final int ROUTING = 5;

  /** Identifies the tenant of a request. */
  public static final int TENANT = 10;

  /** Counts requests. */
  public static final int RATE = 20;

  /** Accounts for heap memory; around all filters that may keep a body or an answer. */
  public static final int HEAP = 22;

  /** Brings the session of a request to this node. */
  public static final int WAKING = 25;

  /** Answers repeated requests; after all that may refuse one without looking into it. */
  public static final int IDEMPOTENCY = 30;

  private FilterOrder() {}
}
