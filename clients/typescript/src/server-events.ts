/** A server-sent event; the id is empty if it has none. */
export interface ServerEvent {
  id: string;
  name: string;
  data: unknown;
}

/** The events of an answer, as the service writes them, which is less than the standard allows. */
export async function* serverEvents(response: Response): AsyncGenerator<ServerEvent> {
  if (!response.body) return;
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (rest + decoder.decode(value, { stream: true })).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const event = parsed(block);
        if (event) yield event;
      }
    }
  } finally {
    reader.cancel().catch(() => undefined); // the connection may be gone already
  }
}

/** Comments, which are heartbeats, have no data. */
function parsed(block: string): ServerEvent | undefined {
  const fields: Record<string, string> = {};
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    const value = line.slice(colon + 1).replace(/^ /, "");
    const name = line.slice(0, colon);
    fields[name] = name in fields ? `${fields[name]}\n${value}` : value;
  }
  const { id = "", event = "", data } = fields;
  if (data === undefined) return undefined;
  return { id, name: event, data: JSON.parse(data) as unknown };
}
