import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** Stands between us and a database server, and cuts a connection when it is told to. */
export async function startCuttingProxy(url: string) {
  const target = new URL(url);
  const open = new Set<Socket>();
  let cut: 'never' | 'answer to commit' = 'never';
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    let isCommitting = false;
    open.add(client);
    client.on('data', (bytes) => {
      isCommitting = bytes.includes('COMMIT');
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (cut !== 'answer to commit' || !isCommitting) return void client.write(bytes);
      // It is committed; the answer is lost, once.
      cut = 'never';
      client.destroy();
    });
    const end = () => {
      open.delete(client);
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) socket.on('close', end).on('error', end);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const through = new URL(url);
  through.port = String(typeof address === 'object' ? address?.port : '');
  return {
    url: through.href,
    loseAnswerToNextCommit() {
      cut = 'answer to commit';
    },
    /** All that is open, as when the server's machine goes. */
    cutAll() {
      for (const socket of open) socket.destroy();
    },
    async stop() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
