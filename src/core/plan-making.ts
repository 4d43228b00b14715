import { MAX_ATTACHMENTS_BYTES, MAX_BODY_BYTES } from './limits';
import type { Plan, PlanInput } from './plan';
import { findExclusion, placePeople } from './plan-people';
import { addRecords } from './plan-records';

/** The policy: who is logged, tied to what, and why not. Pure; asked by the compose window, the worker and the endpoint. */
export function makePlan(input: PlanInput): Plan {
  const plan: Plan = {
    verdict: 'will-log',
    contacts: [],
    companies: [],
    deals: [],
    leads: [],
    inherited: false,
    excluded: [],
    unresolved: input.recipients.filter(({ address }) => address === '').map(({ name }) => name),
    lookedUp: true,
    bodyBytes: input.bodyBytes,
    attachmentBytes: input.attachmentBytes,
    attachmentsLeftOut: input.attachmentBytes > MAX_ATTACHMENTS_BYTES,
  };
  const account = input.account;
  if (!account?.connectionId) return { ...plan, verdict: input.connected ? 'account-unknown' : 'not-connected' };
  const sender = input.sender && findExclusion(input.sender, account, input, undefined);
  // A colleague's mail, one's own, or one from somebody who is never logged: whoever else got it, it is nobody's.
  if (sender && sender.reason !== 'unticked') return { ...plan, verdict: 'nobody-left', excluded: [sender] };
  placePeople(plan, account, input);
  addRecords(plan, input);
  return { ...plan, verdict: judge(plan, input) };
}

function judge(plan: Plan, input: PlanInput): Plan['verdict'] {
  if (input.recipients.length === 0 && !input.sender) return 'no-recipients';
  if (plan.bodyBytes > MAX_BODY_BYTES) return 'too-large';
  const expected = (input.isDraft ?? true) ? plan.unresolved.length : 0;
  if (plan.contacts.length + plan.leads.length + expected === 0) return 'nobody-left';
  return input.paused ? 'paused' : 'will-log';
}
