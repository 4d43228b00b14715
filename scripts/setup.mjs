// Runs first in every command, before anything is installed: Node's own modules only, and in this file no syntax that
// an old Node cannot read, so that it gets as far as its sentence.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Threadline needs Node 20.19 or newer; this is Node ${process.versions.node}. Get a newer one from https://nodejs.org.`);
  process.exit(1);
}

import('./setup/main.mjs')
  .then(({ setUp }) => setUp({ browser: !process.argv.includes('--no-browser'), postgres: process.argv.includes('--postgres') }))
  .catch((error) => {
    const { sentence } = error;
    console.error(sentence || error);
    process.exit(1);
  });
