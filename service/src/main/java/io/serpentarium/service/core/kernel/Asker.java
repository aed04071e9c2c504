package io.serpentarium.service.core.kernel;

/**
 * By whose request an event comes.
 *
 * @param client who asked, by a name of the door's; hears what is for the asker only
 * @param origin what the door wants to have back with each event, such as a header
 */
public record Asker(String client, Object origin) {

  /** Nobody: the kernel itself. */
  public static final Asker NOBODY = new Asker("", "");
}
