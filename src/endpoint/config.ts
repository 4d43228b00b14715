import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parsePerson } from '../core/address';
import type { Person } from '../core/engagement';
import { CRM_USAGE, type CrmConfig, readCrmConfig } from './crm/config';
import { DATABASE_USAGE, readDatabase } from './database-config';
import { OPERATIONS_USAGE, type OperationsConfig, readOperations } from './operations/config';
import { readNumber } from './read-number';
import type { DatabasePlace } from './store/open-database';
import { Trouble } from './trouble';

const LANGUAGES = ['en', 'de', 'it', 'fr', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];

export interface Config {
  host: string;
  /** 0: any free one. */
  port: number;
  /** Where its own files lie. */
  dataFolder: string;
  database: DatabasePlace;
  /** Where people reach the endpoint, without a trailing slash; null: where it listens. */
  publicUrl: string | null;
  webFolder: string | null;
  demo: boolean;
  /** The first organisation and its admin, for an empty database. */
  founding: { organisation: string; admin: Person } | null;
  requestsPerMinute: number;
  /** What it writes in where nobody asks for a language: notes on the CRM's records. */
  language: Language;
  crm: CrmConfig;
  operations: OperationsConfig;
}

export const USAGE = `Threadline endpoint

  --demo                    fill an empty database with an invented organisation
  --organisation NAME       with --admin: make the first organisation in an empty database
  --admin "NAME <ADDRESS>"  its admin
  --web FOLDER              the built timeline page

From the environment: THREADLINE_HOST (127.0.0.1), THREADLINE_PORT (8787), THREADLINE_DATA (.threadline),
THREADLINE_PUBLIC_URL (where people reach it, if that is not where it listens), THREADLINE_REQUESTS_PER_MINUTE (1200),
THREADLINE_LANGUAGE (en; or de, it, fr, es: of the notes that it writes into a CRM),
${OPERATIONS_USAGE}
${DATABASE_USAGE}

${CRM_USAGE}`;

const OPTIONS = {
  demo: { type: 'boolean', default: false },
  organisation: { type: 'string' },
  admin: { type: 'string' },
  web: { type: 'string' },
  crm: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

/** Throws `Trouble` for what it does not understand. */
export function readConfig(args: readonly string[], environment: Record<string, string | undefined>): Config | 'help' {
  const options = readOptions(args);
  if (options.help) return 'help';
  const { THREADLINE_HOST: host = '127.0.0.1', THREADLINE_DATA: data = '.threadline' } = environment;
  return {
    host,
    port: readNumber('THREADLINE_PORT', environment.THREADLINE_PORT, 8787, 65_535),
    dataFolder: resolve(data),
    database: readDatabase(resolve(data), environment),
    publicUrl: readUrl(environment.THREADLINE_PUBLIC_URL),
    webFolder: options.web === undefined ? null : resolve(options.web),
    demo: options.demo,
    founding: readFounding(options.organisation, options.admin),
    requestsPerMinute: readNumber('THREADLINE_REQUESTS_PER_MINUTE', environment.THREADLINE_REQUESTS_PER_MINUTE, 1200, 1e9),
    language: readLanguage(environment.THREADLINE_LANGUAGE),
    crm: readCrmConfig(options.crm, environment),
    operations: readOperations(environment),
  };
}

function readLanguage(wanted = 'en'): Language {
  const language = LANGUAGES.find((one) => one === wanted);
  if (!language) throw new Trouble(`THREADLINE_LANGUAGE must be one of ${LANGUAGES.join(', ')}.`);
  return language;
}

function readOptions(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    throw new Trouble(`${(error as Error).message.split('. ')[0]}; --help lists what there is.`);
  }
}

function readUrl(text: string | undefined): string | null {
  if (text === undefined || text === '') return null;
  if (!/^https?:/i.test(text) || !URL.canParse(text))
    throw new Trouble(`THREADLINE_PUBLIC_URL must be a web address such as https://crm.example, not “${text}”.`);
  return text.replace(/\/+$/, '');
}

function readFounding(organisation: string | undefined, admin: string | undefined): Config['founding'] {
  if (organisation === undefined && admin === undefined) return null;
  const person = parsePerson(admin ?? '');
  if (!organisation || !person?.name) throw new Trouble('Say both: --organisation "Name" and --admin "Name <address>".');
  return { organisation, admin: person };
}
