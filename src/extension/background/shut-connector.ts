import type { CrmConnector } from '../../connectors/crm-connector';

const SHUT = { kind: 'retry', code: 'host_permission_missing', scope: 'connection' } as const;
const shut = async () => ({ ok: false, outcome: SHUT }) as const;

/** A CRM that the browser does not let us ask: everything waits until the rep allows it again, and nothing is tried in vain. */
export const shutConnector = (connector: CrmConnector): CrmConnector => ({
  ...connector,
  check: shut,
  lookUp: shut,
  search: shut,
  find: shut,
  readHistory: shut,
  createContact: shut,
  deliver: async (items) => items.map(() => SHUT),
  remove: async () => SHUT,
  removeDoubles: async () => SHUT,
});
