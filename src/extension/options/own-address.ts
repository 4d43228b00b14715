import { parseAddress } from '../../core/address';
import { accountDefaults, type Connection } from '../../core/settings';
import type { WorkerPort } from '../ui/worker-port';

/** After pairing, mail from the user's own address goes to the new connection, unless that address is set up already. */
export async function linkOwnAddress(worker: WorkerPort, connection: Connection): Promise<void> {
  const address = parseAddress(connection.userAddress);
  const { accounts } = await worker.ask.getSettings();
  const present = accounts.find((account) => account.address === address);
  if (!address || present?.connectionId) return;
  await worker.ask.saveAccount({ ...accountDefaults, ...present, address, connectionId: connection.id });
}
