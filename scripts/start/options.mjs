import { parseArgs } from 'node:util';
import { Problem } from '../setup/problem.mjs';

const DEFAULT_PORT = 8787;

const MAILS = /** @type {const} */ (['gmail', 'outlook']);
const TARGETS = /** @type {const} */ (['endpoint', 'hubspot', 'activecampaign', 'zendesk-sell']);

/**
 * `mail`: the practice mailbox of the demonstration; a window to play with has them all.
 * `crm`: where mails are logged.
 * @typedef {typeof MAILS[number]} Mail
 * @typedef {typeof TARGETS[number]} Crm
 * @typedef {{ once: boolean, port: number, mail: Mail, crm: Crm }} Options
 */

/**
 * @param {string[]} words
 * @param {Record<string, string | undefined>} env
 * @returns {Options}
 */
export function readOptions(words, env) {
  const { once, mail: wanted, crm: wantedCrm, port = env.THREADLINE_PORT ?? String(DEFAULT_PORT) } = parse(words);
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535)
    throw new Problem(`${port} is no port: choose one from 1 to 65535.`);
  const mail = MAILS.find((one) => one === wanted);
  if (!mail) throw new Problem(`There is no practice mailbox called ${wanted}: choose ${MAILS.join(' or ')}.`);
  const crm = TARGETS.find((one) => one === wantedCrm);
  if (!crm)
    throw new Problem(`There is no practice CRM called ${wantedCrm}: choose ${TARGETS.slice(0, -1).join(', ')} or ${TARGETS.at(-1)}.`);
  return { once, port: Number(port), mail, crm };
}

function parse(words) {
  try {
    return parseArgs({
      args: words,
      options: {
        once: { type: 'boolean', default: false },
        mail: { type: 'string', default: 'gmail' },
        crm: { type: 'string', default: 'endpoint' },
        port: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new Problem(`${error.message.split('.')[0]}. Known are --once, --mail NAME, --crm NAME and --port NUMBER.`);
  }
}
