import type { Outbox } from '../../core/outbox/outbox';
import type { ConnectionStates } from './connection-states';
import type { Connections } from './connections';

interface ChangesSetting {
  connections: Pick<Connections, 'connectorFor'>;
  states: ConnectionStates;
  outbox: Pick<Outbox, 'noteGone'>;
}

/** D6: what was un-logged at another computer is not shown as logged here either, where the CRM tells of it. */
export async function readChanges({ connections, states, outbox }: ChangesSetting, connectionId: string): Promise<void> {
  const connector = await connections.connectorFor(connectionId);
  for (let more = true; more; ) {
    const answer = await connector?.readChanges?.(await states.changesCursor(connectionId));
    if (!answer?.ok) return;
    const removed = answer.value.changes.filter(({ change }) => change === 'removed');
    for (const { engagementId } of removed) await outbox.noteGone(engagementId, connectionId);
    await states.keepChangesCursor(connectionId, answer.value.cursor);
    more = answer.value.more;
  }
}
