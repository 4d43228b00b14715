import { EVENT_ACCOUNT, EVENT_KEY } from './seed.mjs';

/** @param {string} message */
const failed = (message) => ({ status: 200, body: { success: 0, message } });

/**
 * trackcmp.net: takes a form, and says what went wrong with a status of 200.
 * @param {import('./seed.mjs').State} state @param {import('../fault-server.mjs').Request} request
 * @returns {Promise<import('./wire.mjs').Answer>}
 */
export async function trackEvent(state, request) {
  if (!/^application\/x-www-form-urlencoded\b/.test(request.headers['content-type'] ?? '')) return failed('No form data received.');
  const form = await request.form();
  const field = (/** @type {string} */ name) => String(form.get(name) ?? '');
  if (field('actid') !== EVENT_ACCOUNT || field('key') !== EVENT_KEY) return failed('Invalid key or account.');
  if (!state.eventTracking.enabled) return failed('Event tracking is not enabled.');
  const event = field('event');
  if (event === '' || event.length > 32 || !state.eventTracking.names.includes(event)) return failed('Unknown event.');
  const email = parseVisit(field('visit'));
  if (!email) return failed('No contact.');
  state.events.push({ event, eventdata: field('eventdata'), email });
  return { status: 200, body: { success: 1, message: 'Event spawned' } };
}

/** @param {string} visit @returns {string} */
function parseVisit(visit) {
  try {
    return String(JSON.parse(visit).email ?? '');
  } catch {
    return '';
  }
}
