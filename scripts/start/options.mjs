import { parseArgs } from 'node:util';
import { Problem } from '../setup/problem.mjs';

const DEFAULT_PORT = 8787;

const MAILS = /** @type {const} */ (['gmail', 'outlook']);

/**
 * `mail`: the practice mailbox of the demonstration; a window to play with has them all.
 * @typedef {typeof MAILS[number]} Mail
 * @typedef {{ once: boolean, port: number, mail: Mail }} Options
 */

/**
 * @param {string[]} words
 * @param {Record<string, string | undefined>} env
 * @returns {Options}
 */
export function readOptions(words, env) {
  const { once, mail: wanted, port = env.THREADLINE_PORT ?? String(DEFAULT_PORT) } = parse(words);
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535)
    throw new Problem(`${port} is no port: choose one from 1 to 65535.`);
  const mail = MAILS.find((one) => one === wanted);
  if (!mail) throw new Problem(`There is no practice mailbox called ${wanted}: choose ${MAILS.join(' or ')}.`);
  return { once, port: Number(port), mail };
}

function parse(words) {
  try {
    return parseArgs({
      args: words,
      options: { once: { type: 'boolean', default: false }, mail: { type: 'string', default: 'gmail' }, port: { type: 'string' } },
    }).values;
  } catch (error) {
    throw new Problem(`${error.message.split('.')[0]}. Known are --once, --mail NAME and --port NUMBER.`);
  }
}
