import { createServer } from 'node:net';
import { Problem } from '../setup/problem.mjs';

/** @param {number} port */
export async function needFreePort(port) {
  const server = createServer();
  const trouble = await new Promise((resolve) => {
    server.once('error', resolve);
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(null)));
  });
  if (!trouble) return;
  const why = trouble.code === 'EACCES' ? 'may not be used by this user' : 'is in use by another program';
  throw new Problem(`Port ${port} ${why}. Choose another: npm start -- --port ${port === 8899 ? 8900 : 8899}`);
}

export function needDisplay() {
  const { env, platform } = process;
  if (platform !== 'linux' || env.DISPLAY || env.WAYLAND_DISPLAY) return;
  throw new Problem('There is no display here to open a browser window on. For a demonstration without one: npm start -- --once');
}
