import { parseArgs } from 'node:util';
import { Problem } from '../setup/problem.mjs';

const DEFAULT_PORT = 8787;

/** @typedef {{ once: boolean, port: number }} Options */

/**
 * @param {string[]} words
 * @param {Record<string, string | undefined>} env
 * @returns {Options}
 */
export function readOptions(words, env) {
  const { once, port = env.THREADLINE_PORT ?? String(DEFAULT_PORT) } = parse(words);
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535)
    throw new Problem(`${port} is no port: choose one from 1 to 65535.`);
  return { once, port: Number(port) };
}

function parse(words) {
  try {
    return parseArgs({ args: words, options: { once: { type: 'boolean', default: false }, port: { type: 'string' } } }).values;
  } catch (error) {
    throw new Problem(`${error.message.split('.')[0]}. Known are --once and --port NUMBER.`);
  }
}
