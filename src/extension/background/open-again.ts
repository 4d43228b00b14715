import type { Worker } from './worker';

/** After the browser gave or took a permission: what it does not let us ask waits, what it lets us ask again goes out. */
export async function openAgain({ connections, outbox, changed }: Worker): Promise<void> {
  for (const connectionId of await connections.noteHosts()) await outbox.release(connectionId);
  changed();
}
