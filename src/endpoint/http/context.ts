import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { Hub } from '../crm/hub';
import type { Database } from '../store/database';
import type { UrlOf } from '../store/records';
import type { TrackingDesk } from '../tracking/tracking';

export type App = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, TypeBoxTypeProvider>;

/** What every route needs. */
export interface Context {
  db: Database;
  /** Epoch ms. */
  clock: () => number;
  urlOf: UrlOf;
  /** Of the CRMs behind the endpoint. */
  hub: Hub;
  desk: TrackingDesk;
  /** Where people reach the endpoint, without a trailing slash. */
  publicUrl: () => string;
}

/** Where the timeline page shows a record or a mail. */
export const makeUrlOf =
  (publicUrl: () => string): UrlOf =>
  (kind, id) =>
    `${publicUrl()}/timeline/#/${kind}/${encodeURIComponent(id)}`;
