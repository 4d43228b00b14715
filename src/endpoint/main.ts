import { readConfig, USAGE } from './config';
import { serve } from './serve';
import { Trouble } from './trouble';

try {
  const config = readConfig(process.argv.slice(2), process.env);
  if (config === 'help') console.log(USAGE);
  else await serve(config, { say: (line) => console.log(line), log: (entry) => console.error(JSON.stringify(entry)) });
} catch (error) {
  if (!(error instanceof Trouble)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
